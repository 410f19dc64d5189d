import { describe, expect, it } from 'vitest'
import { createRandom } from '../random/index.ts'
import { randomTree } from '../testing/random-tree.ts'
import { cutTree } from './cut.ts'
import type { MergeTree } from './merge-tree.ts'
import { fuseRegion, type MixedCut, mixedLabels, mixedNodes, mixedRegion, splitRegion } from './mixed-cut.ts'
import { leavesBelow } from './nodes.ts'

const level = (clusters: number): MixedCut => ({ clusters, split: [], fused: [] })
const setOf = (tree: MergeTree, cut: MixedCut): Set<number> => new Set(mixedNodes(tree, cut))

/** A cut after some splits and fusions, and every step on the way. */
function wander(
  tree: MergeTree,
  seed: number,
  steps: number,
  check: (before: MixedCut, after: MixedCut, node: number, kind: 'split' | 'fuse') => void = () => {},
): MixedCut {
  const random = createRandom(seed)
  let cut = level(1 + random.integer(tree.leaves))
  for (let n = 0; n < steps; n++) {
    const regions = mixedNodes(tree, cut)
    const node = regions[random.integer(regions.length)]!
    const kind = random.integer(2) === 0 ? 'split' : 'fuse'
    const next = (kind === 'split' ? splitRegion : fuseRegion)(tree, cut, node)
    check(cut, next, node, kind)
    // The slider moves now and then: pins stay.
    cut = random.integer(5) === 0 ? { ...next, clusters: 1 + random.integer(tree.leaves) } : next
  }
  return cut
}

describe.each([1, 2, 3, 4])('mixed cuts of a random tree, seed %i', seed => {
  const tree = randomTree(40, seed)

  it('without pins are the levels of the tree', () => {
    for (let clusters = 1; clusters <= 40; clusters++) {
      expect(mixedLabels(tree, level(clusters))).toEqual(cutTree(tree, clusters))
      expect(mixedNodes(tree, level(clusters))).toHaveLength(clusters)
    }
  })

  it('hold every leaf once, under the name of a leaf of its own', () => {
    for (let n = 1; n < 30; n++) {
      const cut = wander(tree, 100 * seed + n, n)
      const labels = mixedLabels(tree, cut)
      const seen: number[] = []
      for (const node of mixedNodes(tree, cut)) {
        const below = leavesBelow(tree, node)
        seen.push(...below)
        expect(new Set(Array.from(below, leaf => labels[leaf]))).toEqual(new Set([tree.survivor[node]]))
        for (const leaf of below) expect(mixedRegion(tree, cut, leaf)).toBe(node)
      }
      expect(seen.sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, leaf) => leaf))
    }
  })

  it('change by a split or a fusion there and nowhere else', () => {
    wander(tree, seed, 200, (before, after, node, kind) => {
      const expected = setOf(tree, before)
      if (kind === 'split' && node >= tree.leaves) {
        expected.delete(node)
        for (const side of [0, 1]) expected.add(tree.children[2 * (node - tree.leaves) + side]!)
      }
      const above = tree.parent[node]!
      if (kind === 'fuse' && above !== -1) {
        const below = new Set(leavesBelow(tree, above))
        for (const region of expected) if (below.has(tree.survivor[region]!)) expected.delete(region)
        expected.add(above)
      }
      expect(setOf(tree, after)).toEqual(expected)
    })
  })

  it('come back when the child of a split is fused, and are finer at finer levels', () => {
    const cut = wander(tree, seed + 50, 20)
    for (const node of mixedNodes(tree, cut)) {
      if (node < tree.leaves) continue
      const apart = splitRegion(tree, cut, node)
      expect(setOf(tree, fuseRegion(tree, apart, tree.children[2 * (node - tree.leaves)]!))).toEqual(setOf(tree, cut))
    }
    for (let clusters = 1; clusters < 40; clusters++) {
      const coarse = setOf(tree, { ...cut, clusters })
      for (const node of mixedNodes(tree, { ...cut, clusters: clusters + 1 }))
        expect(coarse).toContain(mixedRegion(tree, { ...cut, clusters }, node))
    }
  })
})

it('refuse a node that is no region, and leave leaves and the root alone', () => {
  const tree = randomTree(6, 1)
  expect(splitRegion(tree, level(6), 3)).toEqual(level(6))
  expect(fuseRegion(tree, level(1), 10)).toEqual(level(1))
  for (const node of [-1, 3, 11, 0.5]) expect(() => splitRegion(tree, level(1), node)).toThrow('no region of this cut')
  expect(() => mixedNodes(tree, level(7))).toThrow('[1, 6]')
})
