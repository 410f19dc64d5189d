import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkOptions } from '../options/index.ts'
import { createRandom } from '../random/index.ts'
import { type Image, intensityOptions, type SampleType } from './index.ts'
import { percentiles, scaleIntensities } from './scale.ts'

const automatic = checkOptions('image', intensityOptions)
const robust = checkOptions('image', intensityOptions, { scaling: 'robust' })

function row(values: ArrayLike<number>, sampleType: SampleType = 'float32', channels = 1): Image {
  return { width: values.length / channels, height: 1, channels, pixels: Float32Array.from(values), sampleType }
}

describe('scaleIntensities', () => {
  it('makes x / 255 * 2 - 1 of 8-bit values, whatever the image holds', () => {
    const scaled = scaleIntensities(row([0, 51, 127.5, 255], 'uint8'), automatic)
    // One rounding of single precision.
    for (const [i, expected] of [-1, -0.6, 0, 1].entries()) expect(scaled[i]).toBeCloseTo(expected, 6)
    expect([...scaleIntensities(row([0, 0], 'uint8'), automatic)]).toEqual([-1, -1])
  })

  it('scales by the maximum of the type where asked to, and clips what lies below 0', () => {
    const byType = checkOptions('image', intensityOptions, { scaling: 'type' })
    const maxima = { uint8: 255, int8: 127, uint16: 65535, int16: 32767, uint32: 4294967295, int32: 2147483647 }
    for (const [type, maximum] of [...Object.entries(maxima), ['float32', 1], ['float64', 1]] as [SampleType, number][])
      expect([...scaleIntensities(row([0, maximum / 2, maximum, -3], type), byType)]).toEqual([
        -1,
        expect.closeTo(0, 4),
        1,
        -1,
      ])
  })

  it('maps the percentiles of other types to the ends and clips beyond them', () => {
    // 0..1000: the 0.1 and 99.9 % percentiles are 1 and 999.
    const scaled = scaleIntensities(
      row(
        Array.from({ length: 1001 }, (_, i) => i),
        'int16',
      ),
      automatic,
    )
    expect(scaled[0]).toBe(-1)
    expect(scaled[1]).toBe(-1)
    expect(scaled[500]).toBeCloseTo(0, 6)
    expect(scaled[999]).toBe(1)
    expect(scaled[1000]).toBe(1)
    expect(scaled[2]).toBeCloseTo(-1 + 2 / 998, 6)
  })

  it('is not led astray by a hot pixel', () => {
    const values = Array.from({ length: 5000 }, (_, i) => i % 100)
    const hot = [...values]
    hot[77] = 1e9
    expect([...scaleIntensities(row(hot), robust).subarray(0, 50)]).toEqual([
      ...scaleIntensities(row(values), robust).subarray(0, 50),
    ])
  })

  it('stays in [-1, 1], keeps the order of intensities, and does not mind another unit', () => {
    const pixels = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 2, maxLength: 200 })
    fc.assert(
      fc.property(pixels, fc.constantFrom(0.25, 2, 16), fc.integer({ min: -500, max: 500 }), (values, gain, offset) => {
        const scaled = scaleIntensities(row(values), robust)
        for (let i = 0; i < values.length; i++) {
          expect(Math.abs(scaled[i]!)).toBeLessThanOrEqual(1)
          for (let j = 0; j < i; j++) if (values[i]! > values[j]!) expect(scaled[i]).toBeGreaterThanOrEqual(scaled[j]!)
        }
        const converted = scaleIntensities(row(values.map(value => gain * value + offset)), robust)
        // The unit changes the rounding only: single precision of intensities up to 16,500 over a range of at least 0.25.
        for (let i = 0; i < values.length; i++) expect(Math.abs(converted[i]! - scaled[i]!)).toBeLessThan(1e-2)
      }),
      { numRuns: 50 },
    )
  })

  it('scales all channels alike, so that colours keep their hue', () => {
    const scaled = scaleIntensities(row([0, 100, 200, 300, 400, 500], 'uint16', 3), robust)
    const step = scaled[3]! - scaled[2]!
    for (const i of [2, 3, 4]) expect(scaled[i]! - scaled[i - 1]!).toBeCloseTo(step, 5)
  })

  it('makes an image without contrast 0 everywhere', () => {
    expect([...scaleIntensities(row([7, 7, 7]), robust)]).toEqual([0, 0, 0])
    expect([...scaleIntensities(row([7]), robust)]).toEqual([0])
  })

  it('shows a few bright pixels on an even ground, too few for the percentiles', () => {
    const values = new Float32Array(10_000).fill(3)
    values[40] = 9
    const scaled = scaleIntensities(row(values), robust)
    expect(scaled[40]).toBe(1)
    expect(scaled[41]).toBe(-1)
  })

  it('leaves its input alone', () => {
    const image = row([5, 1, 3])
    scaleIntensities(image, robust)
    expect([...image.pixels]).toEqual([5, 1, 3])
  })
})

describe('percentiles', () => {
  it('interpolates between order statistics', () => {
    expect(percentiles(Float32Array.of(40, 10, 30, 20), [0, 50, 100, 10])).toEqual([10, 25, 40, expect.closeTo(13, 12)])
    expect(percentiles(Float32Array.of(4), [0, 37, 100])).toEqual([4, 4, 4])
  })

  it('of a large image come near those of all its values, also where columns differ', () => {
    // Each column of 2048 has its own intensity: a constant stride of 16 would see 128 columns only.
    const [width, height] = [2048, 512]
    const values = Float32Array.from({ length: width * height }, (_, i) => (i % 16 === 0 ? 1 : 0) + (i % width) / width)
    const sorted = values.slice().sort()
    const percents = [0.1, 5, 50, 94, 99.9]
    for (const [i, found] of percentiles(values, percents).entries()) {
      const at = (percents[i]! / 100) * (sorted.length - 1)
      // The sampled value lies within 0.1 % of the ranks around the right one.
      const slack = 0.001 * sorted.length
      expect(found).toBeGreaterThanOrEqual(sorted[Math.max(0, Math.floor(at - slack))]!)
      expect(found).toBeLessThanOrEqual(sorted[Math.min(sorted.length - 1, Math.ceil(at + slack))]!)
    }
  })

  it('of noise are within the error of sampling', () => {
    const random = createRandom(2)
    const values = Float32Array.from({ length: 300_000 }, () => random.uniform())
    // Five standard errors of a median of 65,536 draws: 5 * 0.5 / 256.
    expect(Math.abs(percentiles(values, [50])[0]! - 0.5)).toBeLessThan(0.01)
  })
})
