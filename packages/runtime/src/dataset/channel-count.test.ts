import { toChannels } from '@cuts/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { commonChannels, isConvertible } from './channel-count.ts'

describe('isConvertible', () => {
  it('says what toChannels does', () => {
    for (const from of [1, 2, 3, 4])
      for (const to of [1, 2, 3, 4]) {
        const image = {
          width: 1,
          height: 1,
          channels: from,
          pixels: new Float32Array(from),
          sampleType: 'uint8',
        } as const
        const convert = () => toChannels(image, to).channels
        if (isConvertible(image, to)) expect(convert()).toBe(to)
        else expect(convert).toThrow(/cannot be used/)
      }
  })
})

describe('commonChannels', () => {
  it('leaves out the fewest images, and keeps colour', () => {
    const of = (...counts: number[]): number => commonChannels(counts.map(channels => ({ channels })))
    expect(of(1, 1, 3)).toBe(3)
    expect(of(2, 3, 3)).toBe(3)
    expect(of(2, 2, 3, 1)).toBe(2)
    expect(of(4)).toBe(4)
  })

  it('is no worse than any other count', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1 }), counts => {
        const images = counts.map(channels => ({ channels }))
        const usable = (count: number): number => images.filter(image => isConvertible(image, count)).length
        const chosen = usable(commonChannels(images))
        for (const count of counts) expect(chosen).toBeGreaterThanOrEqual(usable(count))
      }),
    )
  })
})
