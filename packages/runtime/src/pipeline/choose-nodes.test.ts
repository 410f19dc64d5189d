/** Choices among nodes against trying all of them. */
import { assembleTree, createRandom, leavesBelow, type MergeTree } from '@cuts/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bestAbove, bestAboveTwo, bestNode, bestTwoNodes, countNodes } from './choose-nodes.ts'

function example(leaves: number, seed: number) {
  const random = createRandom(seed)
  const total = new Map<number, number>()
  const inTruth = new Map<number, number>()
  for (let leaf = 0; leaf < leaves; leaf++) {
    total.set(leaf, 1 + random.integer(9))
    if (random.integer(3) > 0) inTruth.set(leaf, random.integer(total.get(leaf)! + 1))
  }
  const alive = Array.from({ length: leaves }, (_, leaf) => ({ node: leaf, mass: total.get(leaf)! }))
  const children: number[] = []
  for (let node = leaves; alive.length > 1; node++) {
    const [a] = alive.splice(random.integer(alive.length), 1)
    const [b] = alive.splice(random.integer(alive.length), 1)
    children.push(...(a!.mass >= b!.mass ? [a!.node, b!.node] : [b!.node, a!.node]))
    alive.push({ node, mass: a!.mass + b!.mass })
  }
  const merges = Array.from({ length: leaves - 1 }, (_, merge) => merge + 1)
  const tree = assembleTree({
    leafMass: [...total.values()],
    startHeight: 0,
    children,
    mergeHeight: merges,
    mergeStep: merges,
    iterations: leaves,
    lastHeight: leaves,
  })
  const truth = [...inTruth.values()].reduce((a, b) => a + b, 0) + random.integer(4)
  const dice = (nodes: readonly number[]): number => {
    const held = new Set(nodes.flatMap(node => [...leavesBelow(tree, node)]))
    let [both, size] = [0, 0]
    for (const leaf of held) {
      both += inTruth.get(leaf) ?? 0
      size += total.get(leaf)!
    }
    return size + truth === 0 ? 1 : (2 * both) / (size + truth)
  }
  return { tree, counts: countNodes(tree, { total, inTruth, truth }), dice }
}

const isApart = (tree: MergeTree, a: number, b: number): boolean => {
  const own = new Set(leavesBelow(tree, a))
  return leavesBelow(tree, b).every(leaf => !own.has(leaf))
}

function pathOf(tree: MergeTree, leaf: number): number[] {
  return tree.parent[leaf] === -1 ? [leaf] : [leaf, ...pathOf(tree, tree.parent[leaf]!)]
}

const examples = fc.record({ leaves: fc.integer({ min: 1, max: 14 }), seed: fc.nat(1e6) })

describe('choices among nodes', () => {
  it('find the best node and the best two', () => {
    fc.assert(
      fc.property(examples, ({ leaves, seed }) => {
        const { tree, counts, dice } = example(leaves, seed)
        const all = Array.from({ length: 2 * leaves - 1 }, (_, node) => node)
        const single = Math.max(...all.map(node => dice([node])))
        expect(dice([bestNode(counts)])).toBeCloseTo(single, 12)
        const pairs = all.flatMap(a => all.filter(b => b > a && isApart(tree, a, b)).map(b => dice([a, b])))
        const found = bestTwoNodes(counts)
        if (found.length === 2) expect(isApart(tree, found[0]!, found[1]!)).toBe(true)
        expect(dice(found)).toBeCloseTo(Math.max(single, ...pairs), 12)
      }),
    )
  })

  it('find the best walk from one click, and from two', () => {
    fc.assert(
      fc.property(examples, fc.nat(100), fc.nat(100), ({ leaves, seed }, first, second) => {
        const { tree, counts, dice } = example(leaves, seed)
        const [one, other] = [first % leaves, second % leaves]
        const walk = pathOf(tree, one)
        const single = Math.max(...walk.map(node => dice([node])))
        expect(dice([bestAbove(counts, one)])).toBeCloseTo(single, 12)
        const found = dice(bestAboveTwo(counts, one, other))
        const apart = walk.flatMap(a => pathOf(tree, other).flatMap(b => (isApart(tree, a, b) ? [dice([a, b])] : [])))
        expect(found).toBeCloseTo(Math.max(single, ...apart), 12)
      }),
    )
  })
})
