import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkOptions } from '../options/index.ts'
import { createRandom } from '../random/index.ts'
import { flattenBias } from './bias.ts'
import { foregroundMask } from './foreground.ts'
import { type Image, intensityOptions, type Mask } from './index.ts'

const degree = checkOptions('image', intensityOptions).flattenDegree
const side = 96

/** Tissue of every pixel of a head in the plane: 0 air, 1 scalp, 2 grey matter, 3 white matter, 4 ventricle, 5 lesion. */
const tissue = Uint8Array.from({ length: side * side }, (_, i) => {
  const x = ((i % side) - 48) / 48
  const y = (Math.floor(i / side) - 48) / 48
  const radius = Math.hypot(x / 0.8, y / 0.9)
  if (radius > 1) return 0
  if (radius > 0.92) return 1
  if (Math.hypot((Math.abs(x) - 0.15) / 0.1, y / 0.3) < 1) return 4
  if (Math.hypot(x - 0.4, y + 0.3) < 0.1) return 5
  return radius > 0.75 + 0.05 * Math.sin(12 * Math.atan2(y, x)) ? 2 : 3
})
const level = [0, 180, 70, 100, 25, 150]

/** A smooth field of geometric mean near 1, from 0.6 to 1.7 within the head; no polynomial. */
function fieldAt(i: number): number {
  const x = ((i % side) - 48) / 48
  const y = (Math.floor(i / side) - 48) / 48
  return Math.exp(0.35 * Math.sin(1.5 * x + 0.5) - 0.25 * y + 0.15 * Math.cos(2 * y))
}

function phantom(noise: number, seed: number): Image {
  const random = createRandom(seed)
  // Rician noise, as of magnitude images.
  const pixels = Float32Array.from(tissue, (t, i) =>
    Math.hypot(level[t]! * fieldAt(i) + noise * random.normal(), noise * random.normal()),
  )
  return { width: side, height: side, channels: 1, pixels, sampleType: 'float32' }
}

function wholeMask(width: number, height: number): Mask {
  return { width, height, data: new Uint8Array(width * height).fill(1) }
}

/** Standard deviation over mean of the pixels of one tissue. */
function variation(pixels: Float32Array, of: number): number {
  const values = pixels.filter((_, i) => tissue[i] === of)
  const mean = values.reduce((a, b) => a + b, 0) / values.length
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) / mean
}

describe('flattenBias', () => {
  it('recovers a polynomial field exactly where the tissue is one, even in half an image', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 4 }), (seed, degree) => {
        const random = createRandom(seed)
        const [a, b, c, d] = [0, 1, 2, 3].map(() => 0.4 * random.normal()) as [number, number, number, number]
        const [width, height] = [40, 24]
        const logField = Float64Array.from({ length: width * height }, (_, i) => {
          const [x, y] = [(i % width) / 20 - 1, Math.floor(i / width) / 20 - 1]
          return a * x + b * y + (degree > 1 ? c * x * y + d * y * y : 0)
        })
        const pixels = Float32Array.from(logField, value => 50 * Math.exp(value))
        const mask: Mask = { width, height, data: Uint8Array.from(logField, (_, i) => (i % width < 20 ? 1 : 0)) }
        const { image, field } = flattenBias(
          { width, height, channels: 1, pixels, sampleType: 'float32' },
          mask,
          degree,
        )
        const inside = [...logField.keys()].filter(i => mask.data[i] === 1)
        const mean = inside.reduce((sum, i) => sum + logField[i]! / inside.length, 0)
        for (const i of inside) {
          expect(Math.abs(field[i]! / Math.exp(logField[i]! - mean) - 1)).toBeLessThan(1e-4)
          expect(image.pixels[i]! / (50 * Math.exp(mean))).toBeCloseTo(1, 3)
        }
      }),
      { numRuns: 30 },
    )
  })

  it('recovers the field of a head with five tissues to 4 %, noise or none', () => {
    for (const noise of [0, 4]) {
      const image = phantom(noise, 3)
      const { mask } = foregroundMask(image)
      const flat = flattenBias(image, mask, degree)
      const inside = [...tissue.keys()].filter(i => tissue[i]! > 0)
      const ratios = inside.map(i => Math.log(flat.field[i]! / fieldAt(i)))
      const mean = ratios.reduce((a, b) => a + b) / ratios.length
      const error = Math.sqrt(ratios.reduce((sum, value) => sum + (value - mean) ** 2, 0) / ratios.length)
      expect(error).toBeLessThan(0.04)
      // White matter varied by the field; after, by noise and the error.
      expect(variation(image.pixels, 3)).toBeGreaterThan(0.15)
      expect(variation(flat.image.pixels, 3)).toBeLessThan(noise === 0 ? 0.03 : 0.06)
    }
  })

  it('leaves an image without shading as it was: no tissue is taken for shading', () => {
    const plain: Image = { ...phantom(0, 1), pixels: Float32Array.from(tissue, t => level[t]!) }
    const { image } = flattenBias(plain, foregroundMask(plain).mask, degree)
    for (let i = 0; i < tissue.length; i++)
      if (tissue[i] !== 0) expect(Math.abs(image.pixels[i]! / plain.pixels[i]! - 1)).toBeLessThan(1e-4)
  })

  it('multiplies with the intensities and treats channels apart', () => {
    const one = phantom(4, 5)
    const pixels = Float32Array.of(...one.pixels, ...one.pixels.map(value => 8 * value))
    const { mask } = foregroundMask(one)
    const alone = flattenBias(one, mask, degree)
    const both = flattenBias({ ...one, channels: 2, pixels }, mask, degree)
    for (let i = 0; i < tissue.length; i++) {
      expect(both.image.pixels[i]).toBe(alone.image.pixels[i])
      expect(Math.abs(both.image.pixels[tissue.length + i]! - 8 * alone.image.pixels[i]!)).toBeLessThan(0.02)
    }
  })

  it('changes nothing where there is nothing to fit', () => {
    const constant: Image = { ...phantom(0, 1), pixels: new Float32Array(side * side).fill(7) }
    const all = wholeMask(side, side)
    for (const value of flattenBias(constant, all, degree).image.pixels) expect(value).toBeCloseTo(7, 4)
    for (const [image, mask] of [
      [{ ...constant, pixels: new Float32Array(side * side) }, all],
      [{ ...constant, pixels: new Float32Array(side * side).fill(-3) }, all],
      [constant, { ...all, data: new Uint8Array(side * side) }],
    ] as const)
      expect(flattenBias(image, mask, degree).image.pixels).toEqual(image.pixels)
  })

  it('has an answer for a foreground of a single row', () => {
    const image = phantom(4, 2)
    const row: Mask = {
      width: side,
      height: side,
      data: Uint8Array.from(tissue, (_, i) => (i < side * 49 && i >= side * 48 ? 1 : 0)),
    }
    expect(flattenBias(image, row, degree).image.pixels.every(Number.isFinite)).toBe(true)
  })

  it('refuses a mask of another size', () => {
    expect(() => flattenBias(phantom(0, 1), wholeMask(3, 3), degree)).toThrow(/must hold 9216 values. Got 9/)
  })
})
