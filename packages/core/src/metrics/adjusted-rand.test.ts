import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../random/index.ts'
import { adjustedRand } from './index.ts'

const labellings = fc.integer({ min: 2, max: 30 }).chain(n => {
  const labels = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: n, maxLength: n })
  return fc.tuple(labels, labels).map(([a, b]) => [Int32Array.from(a), Int32Array.from(b)] as const)
})

/** From the pairs of items themselves: in how many the labellings agree, and how many to expect by chance. */
function fromPairs(a: Int32Array, b: Int32Array): number {
  let [together, inA, inB, all] = [0, 0, 0, 0]
  for (let i = 0; i < a.length; i++)
    for (let j = 0; j < i; j++) {
      const [sameA, sameB] = [a[i] === a[j], b[i] === b[j]]
      all++
      if (sameA) inA++
      if (sameB) inB++
      if (sameA && sameB) together++
    }
  const expected = (inA * inB) / all
  const largest = (inA + inB) / 2
  return largest === expected ? 1 : (together - expected) / (largest - expected)
}

describe('adjustedRand', () => {
  it('counts pairs that are together, corrected for chance', () => {
    fc.assert(
      fc.property(labellings, ([a, b]) => {
        expect(adjustedRand(a, b)).toBeCloseTo(fromPairs(a, b), 10)
      }),
    )
  })

  it('is symmetric, at most 1, and 1 for a labelling and itself under other names', () => {
    fc.assert(
      fc.property(labellings, ([a, b]) => {
        expect(adjustedRand(a, b)).toBeCloseTo(adjustedRand(b, a), 12)
        expect(adjustedRand(a, b)).toBeLessThanOrEqual(1)
        expect(
          adjustedRand(
            a,
            a.map(label => 100 - 7 * label),
          ),
        ).toBe(1)
      }),
    )
  })

  it('is about 0 for labellings that know nothing of each other', () => {
    const random = createRandom(8)
    const draw = (): Int32Array => Int32Array.from({ length: 20_000 }, () => random.integer(6))
    expect(Math.abs(adjustedRand(draw(), draw()))).toBeLessThan(0.005)
  })

  it('refuses labellings of different lengths', () => {
    expect(() => adjustedRand(new Int32Array(3), new Int32Array(4))).toThrow(
      'the second labelling must hold 3 values. Got 4.',
    )
  })
})
