import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRandom, type Random } from './index.ts'

const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 })

function draw(random: Random, count: number): number[] {
  return Array.from({ length: count }, () => random.uniform())
}

describe('uniform', () => {
  it('lies in [0, 1) and repeats for the same seed, not for another', () => {
    fc.assert(
      fc.property(seeds, seeds, (seed, other) => {
        const values = draw(createRandom(seed), 20)
        expect(values.every(value => value >= 0 && value < 1)).toBe(true)
        expect(draw(createRandom(seed), 20)).toEqual(values)
        if (other !== seed) expect(draw(createRandom(other), 20)).not.toEqual(values)
      }),
    )
  })

  // Bounds: five standard errors of the mean of 100,000 draws (0.2887 / 316 each), of their variance, and of the
  // correlation of neighbours (1 / 316). The seeds are fixed, so the test does not fail by chance.
  it('has the mean, the variance and the independence of the uniform distribution', () => {
    for (const seed of [0, 1, 2, 0xffffffff]) {
      const n = 100_000
      const values = draw(createRandom(seed), n)
      const mean = values.reduce((a, b) => a + b, 0) / n
      const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / n
      let neighbours = 0
      for (let i = 1; i < n; i++) neighbours += (values[i]! - mean) * (values[i - 1]! - mean)
      expect(Math.abs(mean - 0.5)).toBeLessThan(0.0046)
      expect(Math.abs(variance - 1 / 12)).toBeLessThan(0.0012)
      expect(Math.abs(neighbours / n / variance)).toBeLessThan(0.016)
    }
  })
})

describe('integer', () => {
  it('lies in [0, bound)', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 2 ** 32 }), (seed, bound) => {
        const random = createRandom(seed)
        for (let i = 0; i < 20; i++) {
          const value = random.integer(bound)
          expect(Number.isInteger(value) && value >= 0 && value < bound).toBe(true)
        }
      }),
    )
  })

  it('takes every value equally often', () => {
    const random = createRandom(5)
    const counts = new Int32Array(7)
    for (let i = 0; i < 70_000; i++) counts[random.integer(7)]!++
    // Chi-squared of 6 degrees of freedom exceeds 22.5 once in a thousand.
    expect(counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0)).toBeLessThan(22.5)
  })
})

describe('normal', () => {
  it('has the moments of the standard normal distribution', () => {
    const random = createRandom(9)
    const values = Array.from({ length: 100_000 }, () => random.normal())
    const moment = (power: number): number => values.reduce((sum, value) => sum + value ** power, 0) / values.length
    // Five standard errors: the variances of x, x^2, x^3, x^4 are 1, 2, 15, 96.
    for (const [power, expected, variance] of [
      [1, 0, 1],
      [2, 1, 2],
      [3, 0, 15],
      [4, 3, 96],
    ] as const)
      expect(Math.abs(moment(power) - expected)).toBeLessThan(5 * Math.sqrt(variance / values.length))
    expect(values.every(Number.isFinite)).toBe(true)
  })
})

describe('fork', () => {
  it('does not depend on draws already made', () => {
    const fresh = createRandom(3).fork('weights', 2)
    const used = createRandom(3)
    draw(used, 11)
    used.normal()
    used.fork('other')
    expect(draw(used.fork('weights', 2), 10)).toEqual(draw(fresh, 10))
  })

  it('leaves its parent where it was', () => {
    const [forking, plain] = [createRandom(3), createRandom(3)]
    draw(forking.fork('a'), 5)
    expect(draw(forking, 10)).toEqual(draw(plain, 10))
  })

  it('gives another stream for another name, index, seed or order of names', () => {
    const streams = [
      createRandom(1),
      createRandom(1).fork(''),
      createRandom(1).fork('a'),
      createRandom(1).fork('a', 1),
      createRandom(1).fork('a', 0xffffffff),
      createRandom(1).fork('b'),
      createRandom(1).fork('ab'),
      createRandom(1).fork('ba'),
      createRandom(1).fork('a').fork('b'),
      createRandom(1).fork('b').fork('a'),
      createRandom(2).fork('a'),
    ].map(random => draw(random, 4).join())
    expect(new Set(streams).size).toBe(streams.length)
  })

  it('gives streams of neighbouring indices that have nothing in common', () => {
    const root = createRandom(4)
    const n = 20_000
    let sum = 0
    let product = 0
    let last = root.fork('pairs', 0).uniform()
    for (let i = 1; i <= n; i++) {
      const value = root.fork('pairs', i).uniform()
      sum += value - 0.5
      product += (value - 0.5) * (last - 0.5)
      last = value
    }
    // Five standard errors of the mean and of the correlation.
    expect(Math.abs(sum / n)).toBeLessThan(5 * Math.sqrt(1 / 12 / n))
    expect(Math.abs((product / n) * 12)).toBeLessThan(5 / Math.sqrt(n))
  })
})
