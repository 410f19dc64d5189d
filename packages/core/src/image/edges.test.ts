import { describe, expect, it } from 'vitest'
import { edgeStrength } from './edges.ts'

const planes = (
  width: number,
  height: number,
  channels: number,
  value: (x: number, y: number, c: number) => number,
) => ({
  width,
  height,
  channels,
  data: Float32Array.from({ length: channels * width * height }, (_, i) => {
    const pixel = i % (width * height)
    return value(pixel % width, Math.floor(pixel / width), Math.floor(i / (width * height)))
  }),
})

describe('edgeStrength', () => {
  it('is 0 everywhere in a constant image', () => {
    expect(edgeStrength(planes(9, 7, 2, () => 3)).every(value => value === 0)).toBe(true)
  })

  it('is 1 inside a ramp, whatever its slope and direction, and has mean 1', () => {
    for (const slope of [0.01, 5]) {
      const strength = edgeStrength(planes(80, 80, 1, x => slope * x))
      // Only the border differs, at which a neighbour is missing: it lies 6 px from here.
      expect(strength[40 * 80 + 40]! / strength[20 * 80 + 60]!).toBeCloseTo(1, 5)
      expect(strength.reduce((sum, value) => sum + value, 0) / strength.length).toBeCloseTo(1, 5)
    }
  })

  it('adds channels as squares: equal steps in three channels are one step', () => {
    const step = (x: number): number => (x < 20 ? -1 : 1)
    const one = edgeStrength(planes(40, 30, 1, step))
    const three = edgeStrength(planes(40, 30, 3, step))
    for (const [i, value] of one.entries()) expect(three[i]).toBeCloseTo(value, 5)
    expect(one.indexOf(Math.max(...one)) % 40).toBeGreaterThanOrEqual(19)
    expect(one.indexOf(Math.max(...one)) % 40).toBeLessThanOrEqual(20)
  })
})
