import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createTreeBuilder } from '../condensation/tree-builder.ts'
import { createRandom } from '../random/index.ts'
import { automaticLevel } from './auto-level.ts'
import { cutTree } from './cut.ts'
import type { MergeTree } from './merge-tree.ts'

/** A tree that joins leaves in a random order. */
function drawTree(leaves: number, seed: number): MergeTree {
  const random = createRandom(seed)
  const builder = createTreeBuilder(Float64Array.from({ length: leaves }, () => 1 + random.integer(9)))
  const alive = Array.from({ length: leaves }, (_, i) => i)
  for (let step = 1; alive.length > 1; step++) {
    const [gone] = alive.splice(random.integer(alive.length), 1)
    builder.merge(alive[random.integer(alive.length)]!, gone!, step, step)
  }
  return builder.finish(leaves, leaves, 0)
}

/** Share of the variance that lies within the regions of a cut, by its definition. */
function withinShare(tree: MergeTree, mean: Float64Array, dims: number, clusters: number): number {
  const scatter = (labels: Int32Array): number => {
    let sum = 0
    for (const label of new Set(labels)) {
      const members = [...labels.keys()].filter(leaf => labels[leaf] === label)
      const mass = members.reduce((total, leaf) => total + tree.mass[leaf]!, 0)
      for (let d = 0; d < dims; d++) {
        const centre = members.reduce((total, leaf) => total + tree.mass[leaf]! * mean[leaf * dims + d]!, 0) / mass
        for (const leaf of members) sum += tree.mass[leaf]! * (mean[leaf * dims + d]! - centre) ** 2
      }
    }
    return sum
  }
  return scatter(cutTree(tree, clusters)) / scatter(new Int32Array(tree.leaves))
}

describe('automaticLevel', () => {
  it('is the cheapest cut by the definition of its cost', () => {
    const prices = fc.constantFrom(0.001, 0.01, 0.05, 0.2)
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 20 }),
        fc.integer({ min: 1, max: 3 }),
        prices,
        fc.nat(),
        (n, dims, price, seed) => {
          const tree = drawTree(n, seed)
          const random = createRandom(seed)
          const mean = Float64Array.from({ length: n * dims }, () => random.normal())
          const counts = Array.from({ length: n }, (_, i) => i + 1)
          const cost = (clusters: number): number => withinShare(tree, mean, dims, clusters) + price * clusters
          const lowest = Math.min(...counts.map(cost))
          expect(cost(automaticLevel(tree, mean, counts, price))).toBeCloseTo(lowest, 9)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('finds as many groups as there are, whatever their unit and place', () => {
    // Three groups of four leaves; merged within groups first.
    const builder = createTreeBuilder(new Float64Array(12).fill(5))
    const order = [0, 4, 8].flatMap(first => [1, 2, 3].map(k => [first, first + k] as const))
    for (const [step, [kept, gone]] of [...order, [0, 4] as const, [0, 8] as const].entries())
      builder.merge(kept, gone, step, step + 1)
    const tree = builder.finish(11, 11, 0)
    for (const [unit, offset] of [
      [1, 0],
      [1e3, -7],
    ] as const) {
      const mean = Float64Array.from(
        { length: 12 },
        (_, i) => offset + unit * (Math.floor(i / 4) * 10 + (i % 4) * 0.01),
      )
      expect(automaticLevel(tree, mean, [2, 3, 4, 6, 12], 0.002)).toBe(3)
    }
  })

  it('takes the fewest regions where nothing differs', () => {
    const tree = drawTree(9, 3)
    expect(automaticLevel(tree, new Float64Array(9).fill(2), [2, 4, 8], 0)).toBe(2)
    expect(automaticLevel(tree, new Float64Array(9).fill(2), [2, 4, 8], 0.01)).toBe(2)
  })
})
