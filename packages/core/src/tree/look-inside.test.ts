import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../random/index.ts'
import { assembleTree } from './assemble.ts'
import { cutTree, selectLevels } from './cut.ts'
import { lookInside, partsOfNode, withGround } from './look-inside.ts'
import type { MergeTree } from './merge-tree.ts'
import { leavesBelow } from './nodes.ts'

/** A tree whose merges are drawn at random. */
function randomTree(leaves: number, seed: number): MergeTree {
  const random = createRandom(seed)
  const alive = Array.from({ length: leaves }, (_, leaf) => ({ node: leaf, mass: 1 + random.integer(5) }))
  const leafMass = alive.map(({ mass }) => mass)
  const children: number[] = []
  for (let node = leaves; alive.length > 1; node++) {
    const [a] = alive.splice(random.integer(alive.length), 1)
    const [b] = alive.splice(random.integer(alive.length), 1)
    children.push(...(a!.mass >= b!.mass ? [a!.node, b!.node] : [b!.node, a!.node]))
    alive.push({ node, mass: a!.mass + b!.mass })
  }
  const merges = Array.from({ length: leaves - 1 }, (_, merge) => merge)
  return assembleTree({
    leafMass,
    startHeight: 0,
    children,
    mergeHeight: merges.map(merge => merge / 2),
    mergeStep: merges.map(merge => merge + 1),
    iterations: leaves,
    lastHeight: leaves,
  })
}

const trees = fc.record({ leaves: fc.integer({ min: 1, max: 30 }), seed: fc.integer({ min: 0, max: 1e6 }) })

describe('lookInside', () => {
  it('is the tree itself at the root', () => {
    const tree = randomTree(12, 3)
    expect(lookInside(tree, 22).tree).toEqual(tree)
  })

  it('cuts a node as the whole tree is cut where the node still exists', () => {
    fc.assert(
      fc.property(trees, fc.double({ min: 0, max: 1, noNaN: true }), ({ leaves, seed }, share) => {
        const tree = randomTree(leaves, seed)
        const node = Math.floor(share * (2 * leaves - 2))
        const inside = lookInside(tree, node)
        expect(inside.leaves).toEqual(leavesBelow(tree, node))
        // A cut of the whole tree, seen through the leaves of the node, is a cut of the node.
        for (let clusters = 1; clusters <= leaves; clusters++) {
          const whole = cutTree(tree, clusters)
          const seen = Array.from(inside.leaves, leaf => whole[leaf]!)
          const parts = new Set(seen).size
          const own = cutTree(inside.tree, parts)
          const pairs = new Set(seen.map((label, i) => `${label} ${own[i]}`))
          expect(pairs.size).toBe(parts)
        }
      }),
    )
  })

  it('has levels of its own', () => {
    const tree = randomTree(30, 8)
    const node = 50
    const { tree: inside } = lookInside(tree, node)
    const levels = selectLevels(inside, { most: 5, finest: 12 })
    expect(levels.at(-1)!.clusters).toBeLessThanOrEqual(12)
    expect(inside.lastHeight).toBe(tree.height[tree.parent[node]!])
  })

  it('refuses a node that does not exist', () => {
    expect(() => lookInside(randomTree(4, 1), 7)).toThrow('a node must be an integer in [0, 7). Got 7.')
  })
})

describe('partsOfNode', () => {
  it('names the nodes of a cut of the subtree', () => {
    fc.assert(
      fc.property(trees, ({ leaves, seed }) => {
        const tree = randomTree(leaves, seed)
        for (let clusters = 1; clusters <= leaves; clusters++) {
          const labels = cutTree(tree, clusters)
          const parts = partsOfNode(tree, 2 * leaves - 2, clusters)
          expect(parts.length).toBe(clusters)
          for (const part of parts)
            expect(new Set(Array.from(leavesBelow(tree, part), leaf => labels[leaf]))).toEqual(
              new Set([tree.survivor[part]]),
            )
        }
      }),
    )
  })

  it('refuses more parts than there are leaves', () => {
    expect(() => partsOfNode(randomTree(4, 1), 6, 5)).toThrow('must be an integer in [1, 4]. Got 5.')
  })
})

describe('withGround', () => {
  it('is one more region in every cut, and leaf 0', () => {
    fc.assert(
      fc.property(trees, fc.integer({ min: 1, max: 500 }), ({ leaves, seed }, mass) => {
        const tree = randomTree(leaves, seed)
        const grounded = withGround(tree, mass)
        expect(grounded.mass.at(-1)).toBe(tree.mass.at(-1)! + mass)
        for (let clusters = 1; clusters <= leaves; clusters++) {
          const [ground, ...labels] = cutTree(grounded, clusters + 1)
          expect(ground).toBe(0)
          expect(labels).toEqual(Array.from(cutTree(tree, clusters), label => label + 1))
        }
      }),
    )
  })
})
