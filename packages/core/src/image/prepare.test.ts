import { describe, expect, it } from 'vitest'
import { checkOptions } from '../options/index.ts'
import { createRandom } from '../random/index.ts'
import { foregroundMask } from './foreground.ts'
import { type Image, intensityOptions, prepareIntensities } from './index.ts'
import { scaleIntensities } from './scale.ts'

const side = 64
const radiusOf = (i: number): number => Math.hypot((i % side) - 32, Math.floor(i / side) - 32)
/** A disc of two tissues in noisy air, shaded from left to right. */
function head(shading: number): Image {
  const random = createRandom(4)
  const pixels = Float32Array.from({ length: side * side }, (_, i) => {
    const radius = radiusOf(i)
    const level = radius > 26 ? 0 : radius > 14 ? 400 : 700
    return level * Math.exp((shading * ((i % side) - 32)) / 32) + Math.abs(8 * random.normal())
  })
  return { width: side, height: side, channels: 1, pixels, sampleType: 'int16' }
}
const options = (given: { foreground?: boolean; flatten?: boolean }) => checkOptions('image', intensityOptions, given)

/** Mean and standard deviation of the prepared intensities where `isThere`. */
function summary(values: Float32Array, isThere: (radius: number) => boolean): { mean: number; deviation: number } {
  const inside = values.filter((_, i) => isThere(radiusOf(i)))
  const mean = inside.reduce((a, b) => a + b, 0) / inside.length
  return { mean, deviation: Math.sqrt(inside.reduce((a, b) => a + (b - mean) ** 2, 0) / inside.length) }
}

describe('prepareIntensities', () => {
  it('only scales unless asked for more', () => {
    expect(prepareIntensities(head(0.3), options({})).data).toEqual(scaleIntensities(head(0.3), options({})))
  })

  it('makes air even and spreads what is not air over the range', () => {
    const image = head(0)
    const { mask } = foregroundMask(image)
    const prepared = prepareIntensities(image, options({ foreground: true })).data
    for (const [i, value] of prepared.entries()) if (mask.data[i] === 0) expect(value).toBe(-1)
    const inside = image.pixels.filter((_, i) => mask.data[i] !== 0)
    const alone = scaleIntensities({ ...image, width: inside.length, height: 1, pixels: inside }, options({}))
    expect(prepared.filter((_, i) => mask.data[i] !== 0)).toEqual(alone)
  })

  it('takes shading out', () => {
    const ring = (radius: number): boolean => radius > 16 && radius < 24
    const shaded = summary(prepareIntensities(head(0.4), options({})).data, ring).deviation
    const flat = summary(prepareIntensities(head(0.4), options({ flatten: true })).data, ring).deviation
    const both = summary(
      prepareIntensities(head(0.4), options({ flatten: true, foreground: true })).data,
      ring,
    ).deviation
    expect(flat).toBeLessThan(0.35 * shaded)
    expect(both).toBeLessThan(0.5 * shaded)
  })
})
