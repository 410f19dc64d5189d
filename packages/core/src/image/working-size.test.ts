import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { reducePlanes } from './working-size.ts'

const planesOf = (width: number, height: number, channels: number, value: (i: number) => number) => ({
  width,
  height,
  channels,
  data: Float32Array.from({ length: channels * width * height }, (_, i) => value(i)),
})

describe('reducePlanes', () => {
  it('averages blocks if the ratio is whole', () => {
    const { data, width, height } = reducePlanes(
      planesOf(4, 2, 1, i => i),
      2,
    )
    expect([width, height]).toEqual([2, 1])
    expect([...data]).toEqual([(0 + 1 + 4 + 5) / 4, (2 + 3 + 6 + 7) / 4])
  })

  it('leaves small images as they are', () => {
    const planes = planesOf(5, 3, 2, i => i)
    expect(reducePlanes(planes, 5)).toBe(planes)
    expect(reducePlanes(planes, 0)).toBe(planes)
  })

  it('keeps the mean of every channel for any ratio', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 40 }),
        (width, height, side) => {
          const planes = planesOf(width, height, 2, i => Math.sin(i))
          const { data, ...to } = reducePlanes(planes, side)
          for (const c of [0, 1]) {
            const mean = (values: Float32Array, area: number): number =>
              values.subarray(c * area, (c + 1) * area).reduce((sum, value) => sum + value, 0) / area
            expect(mean(data, to.width * to.height)).toBeCloseTo(mean(planes.data, width * height), 5)
          }
        },
      ),
    )
  })
})
