import type { LabelMap } from '@cuts/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seenColour, seenDistance } from './colour-vision.ts'
import { oklchToRgb, type Rgb, rgbToOklab } from './oklab.ts'
import { colourOf, createPalette, paletteOfIds } from './palette.ts'

function map(width: number, labels: readonly number[]): LabelMap {
  return { width, height: labels.length / width, labels: Int32Array.from(labels) }
}

describe('OKLab', () => {
  // Published coordinates of the sRGB primaries (CSS Color 4 reference conversions).
  test.each<[string, Rgb, [number, number, number]]>([
    ['white', [255, 255, 255], [1, 0, 0]],
    ['black', [0, 0, 0], [0, 0, 0]],
    ['red', [255, 0, 0], [0.62796, 0.22486, 0.12585]],
    ['lime', [0, 255, 0], [0.86644, -0.23389, 0.1795]],
    ['blue', [0, 0, 255], [0.45201, -0.03246, -0.31153]],
  ])('%s has its published coordinates within 1e-4', (_, rgb, expected) => {
    const lab = rgbToOklab(rgb)
    for (const i of [0, 1, 2] as const) expect(Math.abs(lab[i] - expected[i])).toBeLessThan(1e-4)
  })

  test('sRGB to OKLCH and back is the same colour', () => {
    const channel = fc.integer({ min: 0, max: 255 })
    fc.assert(
      fc.property(channel, channel, channel, (r, g, b) => {
        const [lightness, a, blueYellow] = rgbToOklab([r, g, b])
        const back = oklchToRgb(lightness, Math.hypot(a, blueYellow), Math.atan2(blueYellow, a) / (2 * Math.PI))
        expect(back).toEqual([r, g, b])
      }),
    )
  })

  test('a chroma beyond the gamut keeps lightness and hue', () => {
    const lab = rgbToOklab(oklchToRgb(0.6, 0.5, 0.55))
    expect(lab[0]).toBeCloseTo(0.6, 2)
    expect(Math.atan2(lab[2], lab[1]) / (2 * Math.PI) + 1).toBeCloseTo(0.55, 2)
  })
})

describe('seen distance', () => {
  test('greys look the same to everyone', () => {
    const grey = seenColour([128, 128, 128])
    for (let i = 0; i < 3; i++) {
      expect(grey[3 + i]).toBeCloseTo(grey[i]!, 3)
      expect(grey[6 + i]).toBeCloseTo(grey[i]!, 3)
    }
  })

  test('red and green of like lightness are far nearer than they look to normal vision', () => {
    const red: Rgb = oklchToRgb(0.6, 0.12, 0.08)
    const green: Rgb = oklchToRgb(0.6, 0.12, 0.38)
    const normal = Math.hypot(...rgbToOklab(red).map((value, i) => value - rgbToOklab(green)[i]!))
    expect(seenDistance(seenColour(red), seenColour(green))).toBeLessThan(normal / 2)
  })
})

describe('palette', () => {
  const coarse = map(4, [7, 7, 7, 7, 7, 7, 3, 3])
  const fine = map(4, [7, 7, 9, 9, 7, 5, 3, 3])

  test('colours ids coarse to fine, larger first', () => {
    expect([...createPalette([coarse, fine]).ids]).toEqual([7, 3, 9, 5])
  })

  test('a region keeps its colour when finer levels are added', () => {
    // Neighbours of finer levels may steer later colours only; 7 and 3 touch in both.
    const one = createPalette([coarse])
    const two = createPalette([coarse, fine])
    for (const id of [7, 3]) expect(colourOf(two, id)).toEqual(colourOf(one, id))
  })

  test('colours are told apart by normal and colour-blind eyes', () => {
    const least = (count: number): number => {
      const seen = Array.from({ length: count }, (_, id) => id)
      const palette = paletteOfIds(seen)
      const colours = seen.map(id => seenColour(colourOf(palette, id)))
      return Math.min(...colours.flatMap((a, i) => colours.slice(i + 1).map(b => seenDistance(a, b))))
    }
    // 0.02 is just visible.
    expect(least(10)).toBeGreaterThan(0.08)
    expect(least(20)).toBeGreaterThan(0.05)
    expect(least(60)).toBeGreaterThan(0.025)
  })

  test('neighbours stay well apart even among hundreds of labels', () => {
    const width = 24
    const grid = map(
      width,
      Array.from({ length: width * width }, (_, i) => i),
    )
    const palette = createPalette([grid])
    const seen = Array.from(grid.labels, id => seenColour(colourOf(palette, id)))
    for (let i = 0; i < seen.length; i++) {
      if (i % width < width - 1) expect(seenDistance(seen[i]!, seen[i + 1]!)).toBeGreaterThan(0.1)
      if (i + width < seen.length) expect(seenDistance(seen[i]!, seen[i + width]!)).toBeGreaterThan(0.1)
    }
  })

  test('an id it was not made for is refused by name', () => {
    expect(() => colourOf(createPalette([coarse]), 42)).toThrow('It lacks 42.')
  })
})
