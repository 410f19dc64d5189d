import { expect, it } from 'vitest'
import { createRandom } from '../random/index.ts'
import { randomTree } from '../testing/random-tree.ts'
import { leavesBelow } from '../tree/nodes.ts'
import { similarNodes } from './similar.ts'
import { openSelection } from './space.ts'

/** Vertical stripes of 4 columns, each a leaf, of given greys. */
function stripes(greys: readonly number[], seed: number) {
  const [width, height] = [4 * greys.length, 5]
  const labels = Int32Array.from({ length: width * height }, (_, i) => (i % width) >> 2)
  const data = Float32Array.from(labels, leaf => greys[leaf]!)
  const tree = randomTree(new Float64Array(greys.length).fill(20), seed)
  return openSelection(tree, { width, height, labels }, { width, height, channels: 1, data })
}

it('finds the stripes of the same grey and size, and no others', () => {
  // Equal stripes are far apart in the tree or not, by the seed: nodes of several greys lie in between.
  for (const seed of [1, 2, 3, 4, 5]) {
    const space = stripes([0, 9, 0, 9, 4, 9, 0, 9], seed)
    const inside = Uint8Array.of(0, 1, 0, 0, 0, 0, 0, 0)
    const found = similarNodes(space, inside, 0.01)
    expect(found.map(({ node }) => node).sort()).toEqual([3, 5, 7])
    expect(found.every(({ distance }) => distance < 1e-9)).toBe(true)
  }
})

it('measures size in factors of two and grey in standard deviations', () => {
  const greys = [2, 2, 2, 2, 6, 6, 6, 6]
  const space = stripes(greys, 1)
  const inside = Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0)
  const mean = (node: number): number => {
    const below = leavesBelow(space.tree, node)
    return below.reduce((sum, leaf) => sum + greys[leaf]!, 0) / below.length
  }
  // Half of the pixels are 2 below the mean of 4, half 2 above: the standard deviation is 2.
  for (const { node, distance } of similarNodes(space, inside, 10)) {
    const size = Math.log2(leavesBelow(space.tree, node).length)
    expect(distance).toBeCloseTo(Math.hypot((mean(node) - 2) / 2, size / 4))
  }
})

it('gives separate nodes within the radius, nearest first, and leaves out only what overlaps a nearer one', () => {
  const random = createRandom(8)
  for (let n = 0; n < 20; n++) {
    const space = stripes(
      Array.from({ length: 24 }, () => random.integer(6)),
      n,
    )
    const inside = Uint8Array.from({ length: 24 }, () => (random.integer(9) === 0 ? 1 : 0))
    const radius = 2 * random.uniform()
    const found = similarNodes(space, inside, radius)
    if (!inside.includes(1)) {
      expect(found).toEqual([])
      continue
    }
    const taken = inside.slice()
    let last = 0
    for (const { node, distance } of found) {
      expect(distance).toBeGreaterThanOrEqual(last)
      expect(distance).toBeLessThanOrEqual(radius)
      last = distance
      for (const leaf of leavesBelow(space.tree, node)) {
        expect(taken[leaf]).toBe(0)
        taken[leaf] = 1
      }
    }
    const wider = similarNodes(space, inside, 9)
    // Every leaf that is not inside is found at last, alone or in a node.
    expect(wider.reduce((sum, { node }) => sum + leavesBelow(space.tree, node).length, 0)).toBe(
      24 - inside.reduce((sum, value) => sum + value, 0),
    )
  }
})
