import { describe, expect, it } from 'vitest'
import type { PrototypeCloud } from '../prototypes/index.ts'
import { createRandom } from '../random/index.ts'
import { kindsOverRegions } from './crowded.ts'

/** Prototypes of equal mass in a row. */
function row(values: readonly number[]): PrototypeCloud {
  const count = values.length
  return {
    count,
    dims: 1,
    mass: new Float64Array(count).fill(4),
    mean: Float64Array.from(values),
    position: Float64Array.from({ length: 2 * count }, (_, k) => (k % 2 === 0 ? 2 * k : 0)),
    width: 4 * count,
    height: 1,
  }
}

/** With the row parted into twelve regions of equal length. */
function ratio(values: readonly number[]): number {
  const regions = Int32Array.from(values, (_, i) => Math.floor((12 * i) / values.length))
  return kindsOverRegions(regions, row(values), createRandom(1))
}

function variance(values: readonly number[]): number {
  const mean = values.reduce((a, b) => a + b, 0) / values.length
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
}

describe('kindsOverRegions', () => {
  it('is what three of twelve equal steps explain, where the steps lie one after the other', () => {
    const stairs = Array.from({ length: 24 }, (_, i) => Math.floor(i / 2))
    // Variance of k consecutive numbers: (k^2 - 1) / 12. The twelve regions are the steps and explain everything.
    expect(ratio(stairs)).toBeCloseTo(1 - (4 ** 2 - 1) / (12 ** 2 - 1), 10)
  })

  it('is above one where three kinds alternate, more often than there are regions', () => {
    // Each region of five holds the kinds 2, 2 and 1 times: means (2a + 2b + c) / 5 in turn.
    const means = [(0 + 10 + 11) / 5, (22 + 0 + 5) / 5, (10 + 22 + 0) / 5]
    const kinds = [0, 5, 11]
    expect(ratio(Array.from({ length: 60 }, (_, i) => kinds[i % 3]!))).toBeCloseTo(variance(kinds) / variance(means), 8)
  })

  it('is zero where there is nothing to tell apart', () => {
    expect(ratio(new Array(24).fill(0.1))).toBe(0)
  })
})
