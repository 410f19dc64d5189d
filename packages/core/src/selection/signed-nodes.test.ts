import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createTreeBuilder } from '../condensation/tree-builder.ts'
import { createRandom } from '../random/index.ts'
import { leavesBelow, type MergeTree } from '../tree/index.ts'
import { bestNodes, leavesOfNodes, signedNodesOf } from './signed-nodes.ts'
import { leavesOf, treeOrder } from './tree-order.ts'

function randomTree(leaves: number, seed: number): MergeTree {
  const random = createRandom(seed)
  const builder = createTreeBuilder(new Float64Array(leaves).fill(1))
  const weights = new Float64Array(leaves).fill(1)
  const alive = Array.from({ length: leaves }, (_, i) => i)
  for (let step = 1; alive.length > 1; step++) {
    const [a] = alive.splice(random.integer(alive.length), 1) as [number]
    const b = alive[random.integer(alive.length)]!
    const [kept, gone] = weights[a]! >= weights[b]! ? [a, b] : [b, a]
    if (gone === b) alive[alive.indexOf(b)] = a
    weights[kept]! += weights[gone]!
    builder.merge(kept, gone, step, step)
  }
  return builder.finish(leaves + 1, leaves + 1, 0)
}

const trees = (most: number) => fc.tuple(fc.integer({ min: 1, max: most }), fc.nat()).map(args => randomTree(...args))

describe('signed nodes', () => {
  it('are exactly the set that they stand for', () => {
    fc.assert(
      fc.property(trees(40), fc.nat(), (tree, seed) => {
        const random = createRandom(seed)
        const inside = Uint8Array.from({ length: tree.leaves }, () => random.integer(2))
        expect(leavesOfNodes(tree, signedNodesOf(tree, inside))).toEqual(inside)
      }),
    )
    // A node less one of its leaves: two signed nodes, whatever its size.
    const tree = randomTree(30, 3)
    const top = tree.parent.length - 2
    const inside = new Uint8Array(tree.leaves)
    for (const leaf of leavesBelow(tree, top)) inside[leaf] = 1
    inside[leavesBelow(tree, top)[0]!] = 0
    expect(signedNodesOf(tree, inside).length).toBeLessThanOrEqual(2)
  })

  it('agree with a search of all sets on the best one at a price', () => {
    fc.assert(
      fc.property(trees(7), fc.nat(), fc.integer({ min: 0, max: 4 }), (tree, seed, price) => {
        const random = createRandom(seed)
        const worth = Float64Array.from({ length: tree.leaves }, () => random.integer(13) - 6)
        const value = (inside: Uint8Array, nodes: number): number =>
          inside.reduce((sum, held, leaf) => sum + held * worth[leaf]!, 0) - price * nodes
        const signed = bestNodes(tree, worth, price)
        let best = Number.NEGATIVE_INFINITY
        for (let set = 0; set < 1 << tree.leaves; set++) {
          const inside = Uint8Array.from({ length: tree.leaves }, (_, leaf) => (set >> leaf) & 1)
          best = Math.max(best, value(inside, signedNodesOf(tree, inside).length))
        }
        expect(value(leavesOfNodes(tree, signed), signed.length)).toBe(best)
      }),
      { numRuns: 60 },
    )
  })
})

describe('the order of leaves', () => {
  it('holds every node as one run', () => {
    fc.assert(
      fc.property(trees(40), tree => {
        const order = treeOrder(tree)
        for (let node = 0; node < tree.parent.length; node++)
          expect(leavesOf(order, node).slice().sort()).toEqual(leavesBelow(tree, node))
      }),
    )
  })
})
