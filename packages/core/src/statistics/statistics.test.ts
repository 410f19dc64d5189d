import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../random/index.ts'
import { bootstrapMean, holm, wilcoxonSignedRank } from './index.ts'
import { normalTail } from './normal.ts'

describe('normalTail', () => {
  it('gives the tabulated values', () => {
    // Abramowitz and Stegun, table 26.1, and 26.2 for the far tail.
    expect(normalTail(0)).toBe(0.5)
    expect(normalTail(1)).toBeCloseTo(0.158655253931457, 13)
    expect(normalTail(1.959963984540054)).toBeCloseTo(0.025, 13)
    expect(normalTail(-1)).toBeCloseTo(0.841344746068543, 13)
    expect(normalTail(5) / 2.866515718791939e-7).toBeCloseTo(1, 9)
  })

  it('is continuous where the series gives way to the fraction', () => {
    expect(normalTail(3 - 1e-12) / normalTail(3)).toBeCloseTo(1, 9)
  })
})

describe('wilcoxonSignedRank', () => {
  it('gives the example of Hollander and Wolfe (1973): nine patients before and after, V = 40, P = 0.0391', () => {
    const before = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3]
    const after = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29]
    expect(wilcoxonSignedRank(before.map((value, i) => value - after[i]!))).toEqual({
      pairs: 9,
      statistic: 40,
      pValue: expect.closeTo(0.0390625, 12),
    })
  })

  it('counts all sign patterns, with ties and zeros', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -4, max: 4 }), { maxLength: 9 }), differences => {
        const { pairs, statistic, pValue } = wilcoxonSignedRank(differences)
        const sizes = differences.filter(value => value !== 0).map(Math.abs)
        const ranks = sizes.map(
          size => sizes.filter(other => other < size).length + (1 + sizes.filter(other => other === size).length) / 2,
        )
        const middle = ranks.reduce((a, b) => a + b, 0) / 2
        let extreme = 0
        for (let signs = 0; signs < 2 ** pairs; signs++) {
          const sum = ranks.reduce((total, rank, i) => total + ((signs >> i) & 1) * rank, 0)
          if (Math.abs(sum - middle) >= Math.abs(statistic - middle)) extreme++
        }
        expect(pairs).toBe(sizes.length)
        expect(pValue).toBeCloseTo(extreme / 2 ** pairs, 12)
      }),
    )
  })

  it('passes from counting to the normal distribution without a step: within 5 % at 50 and 51 pairs', () => {
    const differences = (pairs: number): number[] =>
      Array.from({ length: pairs }, (_, i) => ((i * 7) % 10 < 6 ? 1 : -1) * (1 + ((i * 13) % pairs)))
    const [exact, normal] = [wilcoxonSignedRank(differences(50)), wilcoxonSignedRank(differences(51))]
    const score = (test: { pairs: number; statistic: number }): number => {
      const { pairs: n, statistic } = test
      return (Math.abs(statistic - (n * (n + 1)) / 4) - 0.5) / Math.sqrt((n * (n + 1) * (2 * n + 1)) / 24)
    }
    expect(normal.pValue).toBeCloseTo(2 * normalTail(score(normal)), 12)
    expect(Math.abs(exact.pValue / (2 * normalTail(score(exact))) - 1)).toBeLessThan(0.05)
  })

  it('says 1 where nothing differs, and refuses what is no number', () => {
    expect(wilcoxonSignedRank([0, 0])).toEqual({ pairs: 0, statistic: 0, pValue: 1 })
    expect(() => wilcoxonSignedRank([0.1, Number.NaN])).toThrow(/must be finite. Got NaN/)
  })
})

describe('holm', () => {
  it('multiplies the least P value by the number of tests, the next by one less, and never goes down', () => {
    expect(holm([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02].map(p => expect.closeTo(p, 12)))
  })

  it('rejects at a level what stepping down from the least P value rejects', () => {
    const level = 0.05
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 0.06, noNaN: true }), { maxLength: 8 }), pValues => {
        const ascending = [...pValues].sort((a, b) => a - b)
        const stop = ascending.findIndex((p, rank) => p * (pValues.length - rank) > level)
        const rejected = stop === -1 ? pValues.length : stop
        expect(holm(pValues).filter(p => p <= level)).toHaveLength(rejected)
      }),
    )
  })
})

describe('bootstrapMean', () => {
  const options = { resamples: 4000, level: 0.95 }

  it('of many values is the interval of the normal theory, to a tenth of its width', () => {
    const draw = createRandom(3)
    const values = Array.from({ length: 400 }, () => 2 + draw.normal())
    const { mean, low, high } = bootstrapMean(values, createRandom(1), options)
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
    const half = (1.96 * deviation) / Math.sqrt(values.length)
    expect(Math.abs(low - (mean - half))).toBeLessThan(0.2 * half)
    expect(Math.abs(high - (mean + half))).toBeLessThan(0.2 * half)
  })

  it('of two values spans both at 95 %, and at 40 % only their mean: a quarter of resamples is each value twice', () => {
    expect(bootstrapMean([1, 3], createRandom(1), options)).toEqual({ mean: 2, low: 1, high: 3 })
    expect(bootstrapMean([1, 3], createRandom(1), { ...options, level: 0.4 })).toEqual({ mean: 2, low: 2, high: 2 })
  })

  it('is the same for the same seed, and holds the mean', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 5, maxLength: 20 }), values => {
        const interval = bootstrapMean(values, createRandom(5), { ...options, resamples: 500 })
        expect(bootstrapMean(values, createRandom(5), { ...options, resamples: 500 })).toEqual(interval)
        expect(interval.low).toBeLessThanOrEqual(interval.mean + 1e-12)
        expect(interval.high).toBeGreaterThanOrEqual(interval.mean - 1e-12)
      }),
    )
  })

  it('needs a value', () => {
    expect(() => bootstrapMean([], createRandom(1), options)).toThrow(/at least one value/)
  })
})
