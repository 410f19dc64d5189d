/** The windowed metrics against their definitions written out, on sizes and masks that the reference vectors lack. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isCutsError } from '../errors.ts'
import { ergas, evaluateMask, maskSsim, rmse } from './index.ts'

const maskPair = fc
  .record({ width: fc.integer({ min: 1, max: 14 }), height: fc.integer({ min: 1, max: 14 }) })
  .chain(({ width, height }) => {
    const mask = fc.uint8Array({ minLength: width * height, maxLength: width * height, max: 1 })
    return fc.record({ width: fc.constant(width), height: fc.constant(height), a: mask, b: mask })
  })

function pixels(mask: Uint8Array, width: number, x0: number, y0: number, side: number): number[] {
  const values: number[] = []
  for (let y = y0; y < y0 + side; y++) for (let x = x0; x < x0 + side; x++) values.push(mask[y * width + x]!)
  return values
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function covariance(a: readonly number[], b: readonly number[]): number {
  const [meanA, meanB] = [mean(a), mean(b)]
  return a.reduce((sum, value, i) => sum + (value - meanA) * (b[i]! - meanB), 0) / (a.length - 1)
}

describe('maskSsim', () => {
  it('is the mean of the similarities of all windows inside the image', () => {
    fc.assert(
      fc.property(maskPair, ({ width, height, a, b }) => {
        const side = [7, 5, 3].find(candidate => candidate <= Math.min(width, height))
        if (side === undefined) return
        const windows: number[] = []
        for (let y = 0; y + side <= height; y++)
          for (let x = 0; x + side <= width; x++) {
            const [p, t] = [pixels(a, width, x, y, side), pixels(b, width, x, y, side)]
            const [meanP, meanT] = [mean(p), mean(t)]
            windows.push(
              ((2 * meanP * meanT + 1e-4) * (2 * covariance(p, t) + 9e-4)) /
                ((meanP ** 2 + meanT ** 2 + 1e-4) * (covariance(p, p) + covariance(t, t) + 9e-4)),
            )
          }
        expect(maskSsim(a, b, width, height)).toBeCloseTo(mean(windows), 9)
      }),
    )
  })

  it('is 1 for equal masks of any size, and equality itself where no window fits', () => {
    fc.assert(
      fc.property(maskPair, ({ width, height, a }) => {
        expect(maskSsim(a, a, width, height)).toBeCloseTo(1, 12)
      }),
    )
    expect(maskSsim(Uint8Array.of(1, 0), Uint8Array.of(1, 1), 2, 1)).toBe(0)
  })
})

describe('ergas', () => {
  it('is the mean over windows of 8x8 of the relative error, 0 where the window holds no truth', () => {
    fc.assert(
      fc.property(maskPair, ({ width, height, a, b }) => {
        const windows: number[] = []
        // Centres 4 pixels from the border; a window reaches from 4 before its centre to 3 behind it.
        for (let y = 4; y < height - 4; y++)
          for (let x = 4; x < width - 4; x++) {
            const [p, t] = [pixels(a, width, x - 4, y - 4, 8), pixels(b, width, x - 4, y - 4, 8)]
            const truth = mean(t) / 64
            const error = Math.sqrt(mean(p.map((value, i) => (value - t[i]!) ** 2)))
            windows.push(truth === 0 ? 0 : (400 * error) / truth)
          }
        expect(ergas(a, b, width, height)).toBeCloseTo(windows.length === 0 ? 0 : mean(windows), 6)
      }),
    )
  })
})

describe('rmse', () => {
  it('is the root of the share of pixels that differ', () => {
    fc.assert(
      fc.property(maskPair, ({ a, b }) => {
        expect(rmse(a, b) ** 2).toBeCloseTo(mean([...a].map((value, i) => (value - b[i]!) ** 2)), 12)
      }),
    )
  })
})

describe('evaluateMask', () => {
  const mask = (width: number, height: number, fill: number) => ({
    width,
    height,
    data: new Uint8Array(width * height).fill(fill),
  })

  it('takes any nonzero value as inside', () => {
    fc.assert(
      fc.property(maskPair, ({ width, height, a, b }) => {
        const bright = (data: Uint8Array) => ({ width, height, data: data.map(value => 255 * value) })
        expect(evaluateMask(bright(a), bright(b))).toEqual(
          evaluateMask({ width, height, data: a }, { width, height, data: b }),
        )
      }),
    )
  })

  it('scores a perfect mask 1, 0, 1, 0, 0', () => {
    const truth = { width: 12, height: 12, data: Uint8Array.from({ length: 144 }, (_, i) => (i % 12 < 5 ? 1 : 0)) }
    expect(evaluateMask(truth, truth)).toEqual({
      dice: 1,
      hausdorff: 0,
      ssim: expect.closeTo(1, 12),
      ergas: 0,
      rmse: 0,
    })
  })

  it('scores two empty masks 1 but for the distance, which is the diagonal as in the paper', () => {
    expect(evaluateMask(mask(12, 5, 0), mask(12, 5, 0))).toEqual({
      dice: 1,
      hausdorff: 13,
      ssim: expect.closeTo(1, 12),
      ergas: 0,
      rmse: 0,
    })
  })

  it('scores a missed truth and a false alarm as disjoint', () => {
    expect(evaluateMask(mask(3, 4, 0), mask(3, 4, 1))).toMatchObject({
      dice: expect.closeTo(0, 9),
      hausdorff: 5,
      rmse: 1,
    })
    expect(evaluateMask(mask(3, 4, 1), mask(3, 4, 0))).toMatchObject({
      dice: expect.closeTo(0, 9),
      hausdorff: 5,
      rmse: 1,
    })
  })

  it('refuses masks of different sizes, also of equal area', () => {
    const act = (): unknown => evaluateMask(mask(4, 3, 1), mask(3, 4, 1))
    expect(act).toThrow('a mask of 4x3 cannot be scored against one of 3x4.')
    try {
      act()
    } catch (error) {
      expect(isCutsError(error, 'Mismatch')).toBe(true)
    }
  })
})
