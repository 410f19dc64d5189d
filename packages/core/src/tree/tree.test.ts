import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createTreeBuilder } from '../condensation/tree-builder.ts'
import { checkOptions } from '../options/index.ts'
import { createRandom } from '../random/index.ts'
import {
  cutTree,
  levelOptions,
  type MergeTree,
  persistenceOptions,
  persistentStructures,
  selectLevels,
} from './index.ts'

/** A tree from merges (kept, gone, height). */
function treeOf(
  mass: readonly number[],
  merges: readonly (readonly [number, number, number])[],
  end: number,
): MergeTree {
  const builder = createTreeBuilder(Float64Array.from(mass))
  for (const [index, [kept, gone, height]] of merges.entries()) builder.merge(kept, gone, height, index + 1)
  return builder.finish(merges.length, end, 0)
}

// ((0 1) 2) and (3 4): the pair 0 1 lives from 1 to 5, 3 4 from 2 to 9, 0 1 2 from 5 to 9.
const tree = treeOf(
  [10, 8, 20, 5, 7],
  [
    [0, 1, 1],
    [4, 3, 2],
    [2, 0, 5],
    [2, 4, 9],
  ],
  9.1,
)

describe('cutTree', () => {
  it('labels leaves by the survivor of their group', () => {
    expect([...cutTree(tree, 5)]).toEqual([0, 1, 2, 3, 4])
    expect([...cutTree(tree, 4)]).toEqual([0, 0, 2, 3, 4])
    expect([...cutTree(tree, 3)]).toEqual([0, 0, 2, 4, 4])
    expect([...cutTree(tree, 2)]).toEqual([2, 2, 2, 4, 4])
    expect([...cutTree(tree, 1)]).toEqual([2, 2, 2, 2, 2])
  })

  it('refuses counts that no cut has', () => {
    for (const clusters of [0, 6, 1.5]) expect(() => cutTree(tree, clusters)).toThrow(/must be an integer in \[1, 5\]/)
  })
})

describe('selectLevels', () => {
  it('runs from coarse to fine without repeats, within the limits', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 25 }),
        fc.integer({ min: 2, max: 100 }),
        (leaves, most, finest) => {
          const random = createRandom(leaves)
          const alive = Array.from({ length: leaves }, (_, i) => i)
          const merges: [number, number, number][] = []
          while (alive.length > 1)
            merges.push([alive[0]!, alive.splice(1 + random.integer(alive.length - 1), 1)[0]!, merges.length])
          const levels = selectLevels(treeOf(new Array(leaves).fill(1), merges, leaves), { most, finest })
          const counts = levels.map(level => level.clusters)
          expect(counts).toEqual([...new Set(counts)].sort((a, b) => a - b))
          expect(counts.length).toBeLessThanOrEqual(most)
          expect(counts.at(-1)).toBeLessThanOrEqual(Math.min(leaves, finest))
          expect(counts[0]).toBeGreaterThanOrEqual(Math.min(leaves, 2))
          const heights = levels.map(level => level.logBandwidth)
          expect(heights).toEqual(heights.toSorted((a, b) => b - a))
        },
      ),
      { numRuns: 60 },
    )
  })

  it('takes from each part of the range the cut that lives longest', () => {
    // Ten leaves that merge one by one; the cuts into 6 and into 3 stand long before the next merge.
    const heights = [1, 2, 3, 4, 20, 21, 22, 40, 41]
    const merges = heights.map((height, i): [number, number, number] => [0, i + 1, height])
    const found = selectLevels(treeOf(new Array(10).fill(1), merges, 42), { most: 2, finest: 10 })
    expect(found).toEqual([
      { clusters: 3, logBandwidth: 40 },
      { clusters: 6, logBandwidth: 20 },
    ])
  })

  it('says at which bandwidth a level ends', () => {
    const levels = selectLevels(tree, checkOptions('levels', levelOptions, { finest: 3, most: 2 }))
    expect(levels).toEqual([
      { clusters: 2, logBandwidth: 9 },
      { clusters: 3, logBandwidth: 5 },
    ])
  })
})

describe('persistentStructures', () => {
  const all = checkOptions('persistence', persistenceOptions, { smallestShare: 0, largestShare: 0.99 })

  it('gives every pixel the longest-lived segment that holds it', () => {
    // Lifetimes: leaf 2 five, 0 and 1 one, 3 and 4 two, (0 1) four, (3 4) seven, (0 1 2) four: ties keep the larger.
    const { labels, nodes } = persistentStructures(tree, all)
    expect([...labels]).toEqual([7, 7, 2, 6, 6])
    expect(nodes).toEqual([
      { node: 6, persistence: 7 },
      { node: 2, persistence: 5 },
      { node: 7, persistence: 4 },
    ])
  })

  it('leaves segments of inadmissible size to the background', () => {
    const { labels } = persistentStructures(tree, { by: 'lifetime', smallestShare: 0.3, largestShare: 0.5 })
    expect([...labels]).toEqual([5, 5, 2, 8, 8])
  })

  it('gives a single leaf one region', () => {
    expect([...persistentStructures(treeOf([4], [], 0), all).labels]).toEqual([0])
  })
})
