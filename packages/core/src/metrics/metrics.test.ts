import { loadNpz, referencePath, sharedDataReason } from '@cuts/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { meanAndSem } from '../statistics/index.ts'
import { adjustedRand, dice, evaluateMask, hausdorff } from './index.ts'

const path = referencePath('metrics.npz')

describe.skipIf(path === undefined)(`metrics against the reference software (${sharedDataReason} if skipped)`, () => {
  it('agree on all 48 pairs: 1e-6 relative, SSIM 1e-5', () => {
    const reference = loadNpz(path!)
    const area = 128 * 128
    for (let i = 0; i < 48; i++) {
      const mask = (name: string) => ({
        width: 128,
        height: 128,
        data: (reference[name]!.data as Uint8Array).slice(i * area, (i + 1) * area),
      })
      const metrics = evaluateMask(mask('pred'), mask('truth'))
      for (const name of ['dice', 'hausdorff', 'ssim', 'ergas', 'rmse'] as const) {
        const expected = (reference[name]!.data as Float64Array)[i]!
        const tolerance = name === 'ssim' ? 1e-5 : 1e-6 * Math.max(Math.abs(expected), 1e-9)
        expect(Math.abs(metrics[name] - expected), `${name} of pair ${i}`).toBeLessThanOrEqual(tolerance)
      }
    }
  })
})

const side = 9
const maskArbitrary = fc.uint8Array({ minLength: side * side, maxLength: side * side, max: 1 })

describe('hausdorff', () => {
  it('is the largest of all nearest distances, both ways', () => {
    fc.assert(
      fc.property(maskArbitrary, maskArbitrary, (a, b) => {
        if (!a.includes(1) || !b.includes(1)) return
        expect(hausdorff(a, b, side, side)).toBeCloseTo(Math.max(naive(a, b), naive(b, a)), 12)
      }),
    )
  })

  it('is the image diagonal where a mask is empty', () => {
    expect(hausdorff(new Uint8Array(12), new Uint8Array(12).fill(1), 4, 3)).toBe(5)
  })

  function naive(from: Uint8Array, to: Uint8Array): number {
    let worst = 0
    for (let i = 0; i < from.length; i++) {
      if (from[i] === 0) continue
      let nearest = Number.POSITIVE_INFINITY
      for (let j = 0; j < to.length; j++)
        if (to[j] !== 0)
          nearest = Math.min(nearest, Math.hypot((i % side) - (j % side), Math.floor(i / side) - Math.floor(j / side)))
      worst = Math.max(worst, nearest)
    }
    return worst
  }
})

describe('dice', () => {
  it('is 1 for equal masks, symmetric and within [0, 1]', () => {
    fc.assert(
      fc.property(maskArbitrary, maskArbitrary, (a, b) => {
        expect(dice(a, a)).toBe(1)
        expect(dice(a, b)).toBe(dice(b, a))
        expect(dice(a, b)).toBeGreaterThanOrEqual(0)
        expect(dice(a, b)).toBeLessThanOrEqual(1)
      }),
    )
  })
})

describe('adjustedRand', () => {
  it('does not depend on the names of labels', () => {
    const a = Int32Array.of(0, 0, 1, 1, 2, 2)
    expect(adjustedRand(a, Int32Array.of(7, 7, 3, 3, 5, 5))).toBe(1)
  })

  it('gives the worked example of Hubert and Arabie: 4 together of 10 pairs', () => {
    // Contingency [[2, 1], [0, 2]]: pairs together 2, rows 3 + 1, columns 1 + 3, expected 16 / 10, largest 4.
    expect(adjustedRand(Int32Array.of(0, 0, 0, 1, 1), Int32Array.of(0, 0, 1, 1, 1))).toBeCloseTo(
      (2 - 1.6) / (4 - 1.6),
      12,
    )
  })
})

describe('meanAndSem', () => {
  it('divides the population deviation by the root of the count', () => {
    expect(meanAndSem([1, 3])).toEqual({ mean: 2, sem: expect.closeTo(1 / Math.sqrt(2), 12) })
  })
})
