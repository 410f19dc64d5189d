/** The search for positives against an exhaustive one, and the similarity against its definition. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Planes } from '../image/planes.ts'
import { checkOptions } from '../options/index.ts'
import { createRandom } from '../random/index.ts'
import { samplePairs, samplingOptions } from './index.ts'
import { patchSsim } from './patch-ssim.ts'

/** Smooth structure with noise, so that some neighbours are similar and some are not. */
function texture(width: number, height: number, channels: number, seed: number): Planes {
  const random = createRandom(seed)
  const data = Float32Array.from(
    { length: channels * width * height },
    (_, i) => 0.4 * Math.sin((i % width) / 2) * Math.cos(Math.floor(i / width) / 3) + 0.1 * random.normal(),
  )
  return { width, height, channels, data }
}

function patch(image: Planes, channel: number, row: number, column: number): number[] {
  const inside = (value: number, size: number): number => Math.min(size - 1, Math.max(0, value))
  const values: number[] = []
  for (let y = row - 2; y <= row + 2; y++)
    for (let x = column - 2; x <= column + 2; x++)
      values.push(
        image.data[(channel * image.height + inside(y, image.height)) * image.width + inside(x, image.width)]!,
      )
  return values
}

/** Means first, then deviations from them: another order of summation than the implementation's. */
function similarity(image: Planes, a: readonly [number, number], b: readonly [number, number], range?: number): number {
  const channels = Array.from({ length: image.channels }, (_, c) => [patch(image, c, ...a), patch(image, c, ...b)])
  const all = channels.flatMap(([first]) => first!)
  const spread = Math.max(...all) - Math.min(...all)
  const r = range ?? (spread === 0 ? 1 : spread)
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / 25
  const values = channels.map(([p, q]) => {
    const [meanP, meanQ] = [mean(p!), mean(q!)]
    const covariance = (u: readonly number[], v: readonly number[]): number =>
      u.reduce((sum, value, i) => sum + (value - mean(u)) * (v[i]! - mean(v)), 0) / 24
    return (
      ((2 * meanP * meanQ + (0.01 * r) ** 2) * (2 * covariance(p!, q!) + (0.03 * r) ** 2)) /
      ((meanP ** 2 + meanQ ** 2 + (0.01 * r) ** 2) * (covariance(p!, p!) + covariance(q!, q!) + (0.03 * r) ** 2))
    )
  })
  return values.reduce((sum, value) => sum + value, 0) / image.channels
}

const cases = fc.record({
  width: fc.integer({ min: 1, max: 12 }),
  height: fc.integer({ min: 1, max: 12 }),
  channels: fc.integer({ min: 1, max: 3 }),
  seed: fc.nat(),
})

describe('patchSsim', () => {
  it('is the similarity of the two patches by its definition, for either range and at any border', () => {
    fc.assert(
      fc.property(cases, fc.constantFrom(2, undefined), ({ width, height, channels, seed }, range) => {
        const image = texture(width, height, channels, seed)
        const random = createRandom(seed)
        const at = (): [number, number] => [random.integer(height), random.integer(width)]
        const [a, b] = [at(), at()]
        expect(patchSsim(image, ...a, ...b, range)).toBeCloseTo(similarity(image, a, b, range), 9)
      }),
    )
  })

  it('is 1 for a patch and itself, a flat one included', () => {
    const image = texture(9, 9, 2, 1)
    expect(patchSsim(image, 4, 4, 4, 4)).toBeCloseTo(1, 12)
    expect(patchSsim({ ...image, data: new Float32Array(162).fill(0.3) }, 4, 4, 1, 7)).toBeCloseTo(1, 9)
  })
})

describe('samplePairs', () => {
  // 600 draws among at most 24 neighbours miss a given one with probability (23/24)^600 < 1e-11.
  it('with enough attempts finds the most similar neighbour, and marks exactly the anchors that have none', () => {
    const seen = { valid: 0, degenerate: 0 }
    for (const range of ['fixed', 'patch'] as const)
      for (const seed of [1, 2, 3]) {
        const image = texture(11, 8, 1, seed)
        const options = checkOptions('sampling', samplingOptions, { radius: 2, attempts: 600, threshold: 0.6, range })
        const { anchors, positives, valid } = samplePairs(image, 25, options, createRandom(seed))
        for (let s = 0; s < 25; s++) {
          const [row, column] = [anchors[2 * s]!, anchors[2 * s + 1]!]
          let highest = Number.NEGATIVE_INFINITY
          for (let r = Math.max(0, row - 2); r <= Math.min(7, row + 2); r++)
            for (let c = Math.max(0, column - 2); c <= Math.min(10, column + 2); c++)
              if (r !== row || c !== column)
                highest = Math.max(highest, patchSsim(image, row, column, r, c, range === 'fixed' ? 2 : undefined))
          expect(valid[s]).toBe(highest > 0.6 ? 1 : 0)
          seen[valid[s] === 1 ? 'valid' : 'degenerate']++
          if (valid[s] === 1) {
            const found = [positives[2 * s]!, positives[2 * s + 1]!] as const
            expect(patchSsim(image, row, column, ...found, range === 'fixed' ? 2 : undefined)).toBe(highest)
          }
        }
      }
    // Both outcomes occur, or the test would say nothing.
    expect(seen.valid).toBeGreaterThan(20)
    expect(seen.degenerate).toBeGreaterThan(20)
  })

  it('puts an anchor on every pixel, the border included, equally often', () => {
    const image = { width: 4, height: 3, channels: 1, data: new Float32Array(12) }
    const options = checkOptions('sampling', samplingOptions, { attempts: 1 })
    const { anchors } = samplePairs(image, 12_000, options, createRandom(6))
    const counts = new Int32Array(12)
    for (let s = 0; s < 12_000; s++) counts[anchors[2 * s]! * 4 + anchors[2 * s + 1]!]!++
    // Chi-squared of 11 degrees of freedom exceeds 31.3 once in a thousand.
    expect(counts.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0)).toBeLessThan(31.3)
  })

  it('draws every neighbour equally often, none preferred by the border', () => {
    // Two pixels side by side have one neighbour each; a line of three has anchors with one or two within reach.
    const image = { width: 3, height: 1, channels: 1, data: Float32Array.of(0, 0, 0) }
    const options = checkOptions('sampling', samplingOptions, { attempts: 1, radius: 1 })
    const { anchors, positives } = samplePairs(image, 9000, options, createRandom(7))
    let [left, right] = [0, 0]
    for (let s = 0; s < 9000; s++) {
      const [anchor, positive] = [anchors[2 * s + 1]!, positives[2 * s + 1]!]
      expect(Math.abs(anchor - positive)).toBe(1)
      if (anchor === 1) positive === 0 ? left++ : right++
    }
    // Five standard errors of a fair coin thrown some 3000 times.
    expect(Math.abs(left - right)).toBeLessThan(5 * Math.sqrt(left + right))
  })

  it('leaves the image alone', () => {
    const image = texture(9, 9, 3, 2)
    const before = image.data.slice()
    samplePairs(image, 50, checkOptions('sampling', samplingOptions), createRandom(1))
    expect(image.data).toEqual(before)
  })
})
