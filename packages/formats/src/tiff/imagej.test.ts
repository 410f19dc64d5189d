import { createRandom, type Volume } from '@cuts/core'
import { tiffFile } from '@cuts/testing'
import { describe, expect, it } from 'vitest'
import { inspectImage, intensityGrid, readImage, writerOf } from '../index.ts'
import { readStackDescription } from './imagej.ts'
import { writeTiff } from './write-tiff.ts'

const of = (description: string, resolution = 2) =>
  readStackDescription(
    {
      tags: new Map(),
      texts: new Map([[270, description]]),
      fractions: new Map([
        [282, resolution],
        [283, resolution],
      ]),
      at: 0,
      linkAt: 0,
    },
    12,
  )

describe('readStackDescription', () => {
  it('takes pages and spacing from ImageJ, and nothing from others', () => {
    const text = 'ImageJ=1.53t\nimages=12\nchannels=2\nslices=3\nframes=2\nhyperstack=true\nunit=micron\nspacing=4\0'
    expect(of(text)).toEqual({ channels: 2, slices: 3, timepoints: 2, spacingMm: [0.0005, 0.0005, 0.004] })
    expect(of(text.replace('micron', 'pixel'))?.spacingMm).toEqual([undefined, undefined, undefined])
    expect(of(text.replace('slices=3', 'slices=4'))).toBeUndefined()
    expect(of('scanned at 300 dpi')).toBeUndefined()
  })
})

describe('a TIFF stack', () => {
  it('of pages of one size is a volume, of several sizes the first page', async () => {
    const page = (value: number, width = 3) => ({
      width,
      height: 2,
      parts: [new Uint8Array(2 * width).fill(value)],
      tags: { 258: [8] },
    })
    const file = (bytes: Uint8Array) => [{ name: 'a.tif', bytes }]
    const { volume, notices } = await readImage(file(tiffFile([page(1), page(2), page(3)])))
    expect([volume.depth, volume.pixels[0], volume.pixels[6], volume.pixels[12], notices]).toEqual([3, 1, 2, 3, []])
    const mixed = await readImage(file(tiffFile([page(1), page(2, 4)])))
    expect([mixed.volume.depth, mixed.notices]).toEqual([1, ['a.tif has 2 pages; only the first is used']])
    expect(() => inspectImage(file(tiffFile([page(1), page(2)])), { maxSamples: 11 })).toThrow('at most 11 values')
  })

  it('of CUTS comes back with its values and its spacing', async () => {
    const random = createRandom(1)
    const volume: Volume = {
      width: 4,
      height: 3,
      depth: 5,
      channels: 1,
      pixels: Float32Array.from({ length: 60 }, () => random.integer(65536)),
      sampleType: 'uint16',
      geometry: { spacingMm: [0.4881, 0.75, 3.3], originMm: [0, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] },
    }
    expect(writerOf('tiff').geometry).toBe('spacing')
    const found = await readImage([{ name: 'a.tif', bytes: writeTiff(intensityGrid(volume)) }])
    expect(found.volume.pixels).toEqual(volume.pixels)
    for (const axis of [0, 1, 2] as const)
      expect(found.volume.geometry!.spacingMm[axis]).toBeCloseTo(volume.geometry!.spacingMm[axis], 6)
  })
})
