import { describe, expect, it } from 'vitest'
import { isCutsError } from '../errors.ts'
import { checkOptions } from '../options/index.ts'
import { colourFeatures, type Image, intensityOptions, replaceNonFinite, toChannels } from './index.ts'

function image(channels: number, pixels: readonly number[]): Image {
  const geometry = { spacingMm: [0.5, 2], originMm: [1, 2], direction: [1, 0, 0, 1] } as const
  return { width: 2, height: 1, channels, pixels: Float32Array.from(pixels), sampleType: 'float32', geometry }
}

describe('toChannels', () => {
  it('repeats grey for every channel', () => {
    const colour = toChannels(image(1, [3, 8]), 3)
    expect(colour.channels).toBe(3)
    expect([...colour.pixels]).toEqual([3, 8, 3, 8, 3, 8])
  })

  it('weighs red, green and blue as Rec. 601 does', () => {
    const grey = toChannels(image(3, [100, 10, 0, 10, 0, 10]), 1)
    expect(grey.pixels[0]).toBeCloseTo(29.9, 5)
    expect(grey.pixels[1]).toBeCloseTo(10, 5)
    expect(toChannels(image(3, [0, 0, 100, 0, 0, 0]), 1).pixels[0]).toBeCloseTo(58.7, 5)
    expect(toChannels(image(3, [0, 0, 0, 0, 100, 0]), 1).pixels[0]).toBeCloseTo(11.4, 5)
  })

  it('gives grey made colour back as it was', () => {
    const grey = image(1, [-4.5, 1000])
    for (const [i, value] of toChannels(toChannels(grey, 3), 1).pixels.entries())
      expect(value).toBeCloseTo(grey.pixels[i]!, 3)
  })

  it('keeps size, type and geometry, and the image itself where nothing changes', () => {
    const grey = image(1, [3, 8])
    expect(toChannels(grey, 1)).toBe(grey)
    expect(toChannels(grey, 3)).toMatchObject({ width: 2, height: 1, sampleType: 'float32', geometry: grey.geometry })
  })

  it('refuses counts that have no meaning in each other', () => {
    for (const [from, to] of [
      [2, 1],
      [2, 3],
      [4, 3],
      [3, 2],
    ] as const) {
      const act = (): Image => toChannels(image(from, new Array(2 * from).fill(1)), to)
      expect(act).toThrow(`an image of ${from} channels cannot be used with ${to}.`)
      try {
        act()
      } catch (error) {
        expect(isCutsError(error, 'Mismatch')).toBe(true)
      }
    }
  })
})

describe('values that are no numbers', () => {
  it('are counted', () => {
    expect(replaceNonFinite(image(1, [1, -2])).replaced).toBe(0)
    const broken = image(2, [1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])
    expect(replaceNonFinite(broken).replaced).toBe(3)
  })

  it('become the smallest finite value, the others stay', () => {
    const holed = image(2, [5, Number.NaN, Number.NEGATIVE_INFINITY, -3])
    expect([...replaceNonFinite(holed).image.pixels]).toEqual([5, -3, -3, -3])
    expect(holed.pixels[1]).toBeNaN()
  })

  it('become 0 where nothing is finite', () => {
    expect([...replaceNonFinite(image(1, [Number.NaN, Number.POSITIVE_INFINITY])).image.pixels]).toEqual([0, 0])
  })
})

describe('colourFeatures', () => {
  const options = checkOptions('image', intensityOptions, { scaling: 'type' })

  it('are the scaled pixels themselves at sigma 0, one feature a channel', () => {
    const features = colourFeatures(image(3, [0, 1, 0.5, 0.5, 1, 0]), 0, options)
    expect(features).toMatchObject({ width: 2, height: 1, dims: 3 })
    expect([...features.data]).toEqual([-1, 1, 0, 0, 1, -1])
  })

  it('are blurred inside their channel', () => {
    const { data } = colourFeatures(image(2, [0, 1, 0.5, 0.5]), 1, options)
    expect(data[0]).toBeGreaterThan(-1)
    expect(data[0]! + data[1]!).toBeCloseTo(0, 6)
    expect([...data.subarray(2)]).toEqual([expect.closeTo(0, 6), expect.closeTo(0, 6)])
  })
})
