import type { Image, SampleType } from '@cuts/core'
import { describe, expect, test } from 'vitest'
import { displayWindow, drawImage } from './image-picture.ts'
import { thumbnail, toRgb, upscale } from './raster.ts'

function image(values: readonly number[], channels = 1, sampleType: SampleType = 'float32'): Image {
  return { width: values.length / channels, height: 1, channels, sampleType, pixels: Float32Array.from(values) }
}

describe('drawImage', () => {
  test('8-bit intensities are shown as they are', () => {
    expect([...drawImage(image([0, 7, 130, 255], 1, 'uint8')).data]).toEqual([0, 7, 130, 255])
  })

  test('planar RGB becomes interleaved', () => {
    const raster = drawImage(image([1, 2, 3, 4, 5, 6], 3, 'uint8'))
    expect(raster.kind).toBe('rgb')
    expect([...raster.data]).toEqual([1, 3, 5, 2, 4, 6])
  })

  test('a few hot pixels do not darken a 16-bit image', () => {
    const values = Array.from({ length: 1000 }, (_, i) => 1000 + i)
    values[500] = 65535
    values[501] = 0
    // Sorted: 0, 1000 ... 1999 without 1500 and 1501, 65535; index 5 holds 1004, index 994 holds 1995.
    expect(displayWindow(image(values, 1, 'uint16'))).toEqual({ low: 1004, high: 1995 })
    const { data } = drawImage(image(values, 1, 'uint16'))
    expect([data[0], data[501], data[500], data[999]]).toEqual([0, 0, 255, 255])
  })

  test('NaN is black, a constant image mid-grey, a further channel ignored', () => {
    expect([...drawImage(image([Number.NaN, 0, 1]), { low: 0, high: 1 }).data]).toEqual([0, 0, 255])
    expect([...drawImage(image([4, 4])).data]).toEqual([128, 128])
    expect([...drawImage(image([Number.NaN, Number.NaN])).data]).toEqual([0, 0])
    expect([...drawImage(image([0, 255, 9, 9], 2, 'uint8')).data]).toEqual([0, 255])
  })
})

describe('rasters', () => {
  test('upscale repeats every pixel in both directions', () => {
    const big = upscale({ kind: 'rgb', width: 2, height: 1, data: Uint8Array.from([1, 2, 3, 4, 5, 6]) }, 2)
    const row = [1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6]
    expect([...big.data]).toEqual([...row, ...row])
    expect([big.width, big.height]).toEqual([4, 2])
  })

  test('thumbnails average intensities but pick labels', () => {
    const data = Uint8Array.from([0, 1, 9, 9, 2, 3, 9, 9])
    const grey = thumbnail({ kind: 'grey', width: 4, height: 2, data }, 2)
    expect([grey.width, grey.height, ...grey.data]).toEqual([2, 1, 2, 9]) // (0 + 1 + 2 + 3) / 4 = 1.5
    const palette = new Uint8Array(30)
    const labels = thumbnail({ kind: 'indexed', width: 4, height: 2, data, palette }, 2)
    expect([...labels.data]).toEqual([3, 9])
    expect(thumbnail(labels, 2)).toBe(labels)
  })

  test('a long thin picture keeps at least one row', () => {
    const thin = thumbnail({ kind: 'grey', width: 100, height: 1, data: new Uint8Array(100).fill(5) }, 10)
    expect([thin.width, thin.height, thin.data[0]]).toEqual([10, 1, 5])
  })

  test('indexed and grey pictures convert to RGB', () => {
    const palette = Uint8Array.from([1, 2, 3, 4, 5, 6])
    const indexed = toRgb({ kind: 'indexed', width: 2, height: 1, data: Uint8Array.from([1, 0]), palette })
    expect([...indexed.data]).toEqual([4, 5, 6, 1, 2, 3])
    expect([...toRgb({ kind: 'grey', width: 1, height: 1, data: Uint8Array.from([8]) }).data]).toEqual([8, 8, 8])
  })
})
