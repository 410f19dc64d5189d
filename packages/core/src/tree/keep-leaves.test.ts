import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../random/index.ts'
import { randomTree } from '../testing/random-tree.ts'
import { keepLeaves, keepShown } from './keep-leaves.ts'
import { leavesBelow, lowestCommonAncestor } from './nodes.ts'

describe('keepLeaves', () => {
  it('keeps which leaves meet where: any two meet in the same node and at the same height as before', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 14 }), fc.nat(), fc.nat(), (count, seed, chosen) => {
        const tree = randomTree(count, seed)
        const random = createRandom(chosen)
        const mass = Float64Array.from({ length: count }, () => random.integer(3))
        mass[random.integer(count)] = 2
        const part = keepLeaves(tree, mass)
        expect([...part.leaves]).toEqual([...mass.keys()].filter(leaf => mass[leaf]! > 0))
        for (const [a, one] of part.leaves.entries())
          for (const [b, other] of part.leaves.entries()) {
            const before = lowestCommonAncestor(tree, [one, other])
            const after = lowestCommonAncestor(part.tree, [a, b])
            expect(part.nodes[after]).toBe(before)
            expect(part.tree.height[after]).toBe(tree.height[before])
            const held = leavesBelow(tree, before).filter(leaf => mass[leaf]! > 0)
            expect([...leavesBelow(part.tree, after)].map(leaf => part.leaves[leaf])).toEqual([...held])
            expect(part.tree.mass[after]).toBe(held.reduce((sum, leaf) => sum + mass[leaf]!, 0))
          }
      }),
      { numRuns: 60 },
    )
  })

  it('changes no number of a node if nothing is lost', () => {
    const tree = randomTree(9, 4)
    const { nodes, leaves } = keepLeaves(tree, tree.mass.subarray(0, 9))
    expect([...nodes]).toEqual([...tree.parent.keys()])
    expect(leaves).toHaveLength(9)
  })

  it('refuses to keep nothing', () => {
    expect(() => keepLeaves(randomTree(3, 1), [0, 0, 0])).toThrow(/no leaves/)
    expect(() => keepLeaves(randomTree(3, 1), [1, 1])).toThrow(/mass must hold 3/)
  })
})

it('of a label map, every pixel keeps the leaf that it had, by its former number', () => {
  const whole = randomTree(9, 4)
  const labels = Int32Array.of(7, 7, 2, 2, 5, 7)
  const { tree, map, nodes } = keepShown(whole, { width: 3, height: 2, labels })
  expect(tree.leaves).toBe(3)
  expect(Array.from(map.labels, leaf => nodes[leaf])).toEqual([...labels])
  expect([...tree.mass.subarray(0, 3)]).toEqual([2, 1, 3])
})
