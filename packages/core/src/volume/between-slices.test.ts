import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shapesBetween } from './between-slices.ts'

const [width, height] = [48, 40]
const shape = { width, height, spacing: [1, 1] } as const

const disc = (x: number, y: number, radius: number): Uint8Array =>
  Uint8Array.from({ length: width * height }, (_, i) =>
    Math.hypot((i % width) - x, Math.floor(i / width) - y) <= radius ? 1 : 0,
  )
const area = (mask: Uint8Array): number => mask.reduce((sum, value) => sum + value, 0)

describe('shapes between two slices', () => {
  it('of one shape are that shape', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: width * height, maxLength: width * height, max: 1 }), mask => {
        for (const between of shapesBetween(mask, mask, shape, 3)) expect([...between]).toEqual([...mask])
      }),
      { numRuns: 15 },
    )
  })

  it('of two discs are discs whose radius and centre lie evenly between, wherever the discs are', () => {
    const radius = fc.integer({ min: 3, max: 8 })
    const [x, y] = [fc.integer({ min: 10, max: 37 }), fc.integer({ min: 10, max: 29 })]
    fc.assert(
      fc.property(fc.tuple(x, y, radius), fc.tuple(x, y, radius), fc.integer({ min: 1, max: 4 }), (a, b, count) => {
        const between = shapesBetween(disc(...a), disc(...b), shape, count)
        expect(between).toHaveLength(count)
        for (const [k, mask] of between.entries()) {
          const share = (k + 1) / (count + 1)
          const [cx, cy, r] = a.map((value, axis) => value + share * (b[axis]! - value)) as [number, number, number]
          // Within a pixel of the outline: everything farther inside is in, everything farther outside is out.
          const [inner, outer] = [disc(cx, cy, r - 1.2), disc(cx, cy, r + 1.2)]
          const wrong = mask.findIndex((value, i) => (value === 0 && inner[i] === 1) || (value === 1 && outer[i] === 0))
          expect(wrong).toBe(-1)
        }
      }),
      { numRuns: 25 },
    )
  })

  it('run the same way from either side', () => {
    const [a, b] = [disc(14, 15, 5), disc(30, 22, 9)]
    const forth = shapesBetween(a, b, shape, 3)
    const back = shapesBetween(b, a, shape, 3)
    expect(forth.map(area)).toEqual(back.reverse().map(area))
  })

  it('of an empty slice are empty', () => {
    const none = new Uint8Array(width * height)
    expect(shapesBetween(none, disc(20, 20, 6), shape, 2).map(area)).toEqual([0, 0])
    expect(shapesBetween(disc(20, 20, 6), none, shape, 1).map(area)).toEqual([0])
  })

  it('measure distances in the spacing of the pixels', () => {
    // A tall and a flat bar in one place: with rows ten times as far apart, the tall one reaches farther.
    const bar = (w: number, h: number): Uint8Array =>
      Uint8Array.from({ length: width * height }, (_, i) =>
        Math.abs((i % width) - 24) <= w && Math.abs(Math.floor(i / width) - 20) <= h ? 1 : 0,
      )
    const [square] = shapesBetween(bar(2, 10), bar(10, 2), shape, 1)
    const [oblong] = shapesBetween(bar(2, 10), bar(10, 2), { ...shape, spacing: [1, 10] }, 1)
    expect(area(square!)).not.toBe(area(oblong!))
  })
})
