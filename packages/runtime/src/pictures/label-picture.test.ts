import type { Image, LabelMap } from '@cuts/core'
import { describe, expect, test } from 'vitest'
import { drawLabelMap, drawOverlay } from './label-picture.ts'
import { colourOf, createPalette, type Palette } from './palette.ts'
import { toRgb } from './raster.ts'

const map: LabelMap = { width: 3, height: 2, labels: Int32Array.from([10, 10, 20, 10, 30, 20]) }
const palette: Palette = { ids: Int32Array.from([30, 20, 10]), colours: Uint8Array.from([3, 3, 3, 2, 2, 2, 1, 1, 1]) }

describe('drawLabelMap', () => {
  test('every pixel has the colour of its label', () => {
    const raster = drawLabelMap(map, palette)
    expect(raster.kind).toBe('indexed')
    expect([...toRgb(raster).data]).toEqual([1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 3, 3, 3, 2, 2, 2])
  })

  test('256 labels are indexed, 257 are RGB, with the same colours', () => {
    for (const count of [256, 257]) {
      const many: LabelMap = { width: count, height: 1, labels: Int32Array.from({ length: count }, (_, i) => 3 * i) }
      const colours = createPalette([many])
      const raster = drawLabelMap(many, colours)
      expect(raster.kind).toBe(count === 256 ? 'indexed' : 'rgb')
      const { data } = toRgb(raster)
      for (const i of [0, 100, count - 1])
        expect([...data.subarray(3 * i, 3 * i + 3)]).toEqual(colourOf(colours, 3 * i))
    }
  })

  test('a palette that lacks a label is refused', () => {
    expect(() => drawLabelMap(map, { ids: Int32Array.from([10, 20]), colours: new Uint8Array(6) })).toThrow('lacks 30')
  })
})

describe('drawOverlay', () => {
  const image: Image = { width: 3, height: 2, channels: 1, sampleType: 'uint8', pixels: new Float32Array(6).fill(101) }

  test('tints the inside and marks the edges', () => {
    const { data } = drawOverlay(image, map, { palette, alpha: 0.5, edgeAlpha: 1 })
    // Row 0: 10 10|20, row 1: 10|30|20; an edge is a pixel whose right or lower neighbour differs.
    expect([0, 1, 2, 3, 4, 5].map(i => data[3 * i])).toEqual([51, 1, 52, 1, 3, 52])
  })

  test('a map of another size is refused', () => {
    expect(() => drawOverlay({ ...image, width: 2, height: 3 }, map)).toThrow('must have the same size. Got 3x2.')
  })
})
