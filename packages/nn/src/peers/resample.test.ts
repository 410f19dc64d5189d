/** Resampling against the definition written out, and what every weighted mean keeps. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { uniform } from '../testing/finite-differences.ts'
import { resample } from './resample.ts'

const side = fc.integer({ min: 1, max: 9 })
const sizes = fc.record({ width: side, height: side })

describe('resample', () => {
  it('is a mean under a triangle in both directions, to 1e-5', () => {
    fc.assert(
      fc.property(sizes, sizes, (from, to) => {
        const planes = uniform('planes', [2, from.height, from.width]).values
        const result = resample(planes, from, to)
        const weight = (i: number, k: number, size: number, next: number): number => {
          const step = size / next
          return Math.max(0, 1 - Math.abs(k - ((i + 0.5) * step - 0.5)) / Math.max(1, step))
        }
        for (let c = 0; c < 2; c++)
          for (let y = 0; y < to.height; y++)
            for (let x = 0; x < to.width; x++) {
              let [sum, total] = [0, 0]
              for (let v = 0; v < from.height; v++)
                for (let u = 0; u < from.width; u++) {
                  const w = weight(y, v, from.height, to.height) * weight(x, u, from.width, to.width)
                  sum += w * planes[(c * from.height + v) * from.width + u]!
                  total += w
                }
              expect(Math.abs(result[(c * to.height + y) * to.width + x]! - sum / total)).toBeLessThan(1e-5)
            }
      }),
    )
  })

  it('into the same size changes nothing', () => {
    fc.assert(
      fc.property(sizes, size => {
        const planes = uniform('planes', [3, size.height, size.width]).values
        expect(resample(planes, size, size)).toEqual(planes)
      }),
    )
  })

  it('doubled and halved, a ramp stays a ramp away from its ends', () => {
    const ramp = Float32Array.from({ length: 8 }, (_, x) => x)
    const doubled = resample(ramp, { width: 8, height: 1 }, { width: 16, height: 1 })
    expect([...doubled.subarray(1, 15)]).toEqual(Array.from({ length: 14 }, (_, i) => 0.25 + i / 2))
    const halved = resample(ramp, { width: 8, height: 1 }, { width: 4, height: 1 })
    expect([...halved.subarray(1, 3)]).toEqual([2.5, 4.5])
  })
})
