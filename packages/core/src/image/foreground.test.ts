import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkOptions } from '../options/index.ts'
import { createRandom } from '../random/index.ts'
import { foregroundMask, scaleForeground } from './foreground.ts'
import { type Image, intensityOptions, type Mask } from './index.ts'

const [width, height] = [80, 64]

function imageOf(valueAt: (x: number, y: number) => number, size = { width, height }): Image {
  const pixels = Float32Array.from({ length: size.width * size.height }, (_, i) =>
    valueAt(i % size.width, Math.floor(i / size.width)),
  )
  return { ...size, channels: 1, pixels, sampleType: 'float32' }
}

/** Distance from the middle of the head, 1 at its edge. */
const radius = (x: number, y: number): number => Math.hypot((x - 40) / 30, (y - 32) / 26)

/** A head of brightness 100 with bright fat around it, dark ventricles inside and Rician noise throughout. */
function head(noise: number, seed: number): Image {
  const random = createRandom(seed)
  return imageOf((x, y) => {
    const r = radius(x, y)
    const signal = r > 1 ? 0 : r > 0.9 ? 220 : Math.hypot((Math.abs(x - 40) - 6) / 4, (y - 32) / 9) < 1 ? 8 : 100
    return Math.hypot(signal + noise * random.normal(), noise * random.normal())
  })
}

/** Share of pixels on which two masks differ. */
function difference(mask: Mask, inside: (x: number, y: number) => boolean): number {
  let wrong = 0
  for (let i = 0; i < mask.data.length; i++)
    if ((mask.data[i] === 1) !== inside(i % mask.width, Math.floor(i / mask.width))) wrong++
  return wrong / mask.data.length
}

describe('foregroundMask', () => {
  it('finds the head with all that is dark in it, in noise up to a fifth of its brightness', () => {
    for (const noise of [0, 5, 10, 20])
      for (const seed of [1, 2, 3]) {
        const { mask, whole } = foregroundMask(head(noise, seed))
        expect(whole).toBe(false)
        // The outline, 176 px long, is drawn at most 1.5 px off, in an image of 5120 px.
        expect(difference(mask, (x, y) => radius(x, y) <= 1)).toBeLessThan(0.052)
        for (const x of [34, 40, 46]) expect(mask.data[32 * width + x]).toBe(1)
      }
  })

  it('is not led astray by fat much brighter than the brain', () => {
    const plain = head(3, 1)
    const fat = { ...plain, pixels: plain.pixels.map(value => (value > 180 ? 5 * value : value)) }
    const { mask, whole } = foregroundMask(fat)
    expect(whole).toBe(false)
    expect(difference(mask, (x, y) => radius(x, y) <= 1)).toBeLessThan(0.052)
  })

  it('does not depend on the unit of intensities', () => {
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom(0.25, 2, 64), fc.constantFrom(-1024, 0, 512), (seed, factor, shift) => {
        const image = head(5, seed)
        const { data } = foregroundMask(image).mask
        const other = foregroundMask({ ...image, pixels: image.pixels.map(value => factor * value + shift) }).mask.data
        // Rounding of single precision may move a pixel on the very limit.
        expect(other.reduce((sum, value, i) => sum + (value ^ data[i]!), 0)).toBeLessThanOrEqual(2)
      }),
      { numRuns: 20 },
    )
  })

  it('says so where no air is: constant, noise, a ramp, tissue throughout, dark inside only', () => {
    const random = createRandom(4)
    const without = [
      imageOf(() => 0),
      imageOf(() => 3.5),
      imageOf(() => random.normal()),
      imageOf(() => random.uniform()),
      imageOf((x, y) => x + y),
      imageOf((x, y) => 100 + 30 * Math.sin(x / 5) * Math.cos(y / 7) + 5 * random.normal()),
      imageOf((x, y) => (radius(x, y) < 0.3 ? 0 : 100)),
      imageOf(() => 1, { width: 1, height: 1 }),
    ]
    for (const [index, image] of without.entries()) {
      const { mask, whole } = foregroundMask(image)
      expect(whole, `image ${index}`).toBe(true)
      expect(mask.data.every(value => value === 1)).toBe(true)
    }
  })

  it('keeps two legs and drops specks', () => {
    const legs = imageOf((x, y) =>
      Math.hypot(x - 22, y - 30) < 12 || Math.hypot(x - 58, y - 30) < 11 || Math.hypot(x - 40, y - 60) < 2 ? 100 : 0,
    )
    const { mask } = foregroundMask(legs)
    const at = (x: number, y: number): number => mask.data[y * width + x]!
    expect([at(22, 30), at(58, 30), at(40, 60), at(40, 30)]).toEqual([1, 1, 0, 0])
  })

  it('averages channels and keeps the geometry', () => {
    const grey = head(5, 1)
    const geometry = { spacingMm: [2, 3], originMm: [0, 0], direction: [1, 0, 0, 1] } as const
    const pixels = Float32Array.of(...grey.pixels, ...grey.pixels, ...grey.pixels)
    const { mask } = foregroundMask({ ...grey, channels: 3, pixels, geometry })
    const changed = foregroundMask(grey).mask.data.reduce((sum, value, i) => sum + (value ^ mask.data[i]!), 0)
    expect(changed).toBeLessThanOrEqual(2)
    expect(mask.geometry).toBe(geometry)
  })
})

describe('scaleForeground', () => {
  const robust = checkOptions('image', intensityOptions, { scaling: 'robust', lowPercentile: 0, highPercentile: 100 })

  it('reads the range from the foreground only and makes the rest -1', () => {
    // Air holds the extremes, so a range read from all pixels would be wrong.
    const image = imageOf((x, y) => (x < 40 ? 10 + y : x % 2 === 0 ? -1000 : 1000))
    const mask: Mask = { width, height, data: Uint8Array.from(image.pixels, (_, i) => (i % width < 40 ? 1 : 0)) }
    const scaled = scaleForeground(image, mask, robust)
    for (let i = 0; i < scaled.length; i++)
      expect(scaled[i]).toBeCloseTo(i % width < 40 ? (2 * Math.floor(i / width)) / (height - 1) - 1 : -1, 5)
  })

  it('shares the range between channels, and copes with no foreground', () => {
    const image: Image = {
      width: 3,
      height: 1,
      channels: 2,
      pixels: Float32Array.of(0, 1, 9, 2, 4, 9),
      sampleType: 'int16',
    }
    const mask: Mask = { width: 3, height: 1, data: Uint8Array.of(1, 1, 0) }
    expect([...scaleForeground(image, mask, robust)]).toEqual([-1, -0.5, -1, 0, 1, -1])
    expect([...scaleForeground(image, { ...mask, data: new Uint8Array(3) }, robust)]).toEqual(new Array(6).fill(-1))
  })
})
