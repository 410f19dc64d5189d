import { describe, expect, it } from 'vitest'
import { sliceOf, type Volume } from './index.ts'

const volume: Volume = {
  width: 3,
  height: 2,
  depth: 4,
  channels: 2,
  pixels: Float32Array.from({ length: 48 }, (_, i) => i),
  sampleType: 'int16',
  geometry: { spacingMm: [0.5, 0.7, 4], originMm: [1, 2, 3], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] },
}

describe('sliceOf', () => {
  it('takes the plane of every channel, and the spacing within it', () => {
    const image = sliceOf(volume, 2)
    expect(image).toMatchObject({ width: 3, height: 2, channels: 2, sampleType: 'int16' })
    expect([...image.pixels]).toEqual([12, 13, 14, 15, 16, 17, 36, 37, 38, 39, 40, 41])
    expect(image.geometry?.spacingMm).toEqual([0.5, 0.7])
    expect(sliceOf({ ...volume, geometry: undefined }, 0).geometry).toBeUndefined()
  })

  it('refuses slices that there are not', () => {
    for (const index of [-1, 4, 0.5]) expect(() => sliceOf(volume, index)).toThrow(/integer in \[0, 4\)/)
  })
})
