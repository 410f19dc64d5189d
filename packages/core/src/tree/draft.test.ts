import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createTreeBuilder } from '../condensation/tree-builder.ts'
import { createRandom, type Random } from '../random/index.ts'
import { partsOfTree } from './assemble.ts'
import { draftTree } from './draft.ts'
import { assembleTree, cutTree, leavesBelow, type MergeTree } from './index.ts'

/** A tree of random merges over leaves of random mass; some of equal height, as in condensation. */
function randomTree(leaves: number, random: Random): MergeTree {
  const mass = Float64Array.from({ length: leaves }, () => 1 + random.integer(9))
  const builder = createTreeBuilder(mass)
  const weight = mass.slice()
  const alive = Array.from({ length: leaves }, (_, i) => i)
  for (let step = 1; alive.length > 1; step += random.integer(2)) {
    const [a] = alive.splice(random.integer(alive.length), 1)
    const [b] = alive.splice(random.integer(alive.length), 1)
    const [kept, gone] = weight[b!]! > weight[a!]! || (weight[a!] === weight[b!] && b! < a!) ? [b!, a!] : [a!, b!]
    builder.merge(kept, gone, step / 4, step)
    weight[kept]! += weight[gone]!
    alive.push(kept)
  }
  return builder.finish(10 * leaves, 10 * leaves, 0)
}

const features = (leaves: number, random: Random): Float64Array =>
  Float64Array.from({ length: 2 * leaves }, () => random.normal())

describe('a tree being changed', () => {
  it('stays as it is when nothing is moved', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer(), (leaves, seed) => {
        const random = createRandom(seed)
        const tree = randomTree(leaves, random)
        expect(draftTree(tree, features(leaves, random)).finish()).toEqual(tree)
      }),
    )
  })

  it('is a merge tree after every move, with the moved where it was put', () => {
    fc.assert(
      fc.property(fc.integer({ min: 4, max: 40 }), fc.integer(), (leaves, seed) => {
        const random = createRandom(seed)
        let tree = randomTree(leaves, random)
        const mean = features(leaves, random)
        for (let k = 0; k < 5; k++) {
          const [a, b] = [random.integer(2 * leaves - 1), random.integer(2 * leaves - 1)]
          const [under, beside] = [leavesBelow(tree, a), leavesBelow(tree, b)]
          const nested = under.some(leaf => beside.includes(leaf))
          if (nested || tree.parent[a] === tree.parent[b]) continue
          const [moved, kept] = tree.height[tree.parent[a]!]! <= tree.height[tree.parent[b]!]! ? [a, b] : [b, a]
          const lowest = Math.max(tree.height[a]!, tree.height[b]!)
          const end = tree.height[tree.parent[kept]!]!
          if (lowest >= end) continue
          const draft = draftTree(tree, mean)
          draft.move(moved, kept, lowest + random.uniform() * (end - lowest))
          const after = draft.finish()
          // The parts alone say everything, and are checked against each other.
          expect(assembleTree(partsOfTree(after))).toEqual(after)
          const group = [...under, ...beside].sort((x, y) => x - y)
          const together = Array.from({ length: 2 * leaves - 1 }, (_, node) => [...leavesBelow(after, node)])
          expect(together).toContainEqual(group)
          expect(new Set(cutTree(after, 2)).size).toBe(2)
          tree = after
        }
      }),
      { numRuns: 60 },
    )
  })

  it("prices a merge as Ward does: the costs of all merges add up to the leaves' variance", () => {
    const random = createRandom(5)
    const leaves = 30
    const tree = randomTree(leaves, random)
    const mean = features(leaves, random)
    const draft = draftTree(tree, mean)
    let costs = 0
    for (let node = leaves; node < draft.nodes; node++) costs += draft.cost(...draft.children(node))
    const total = tree.mass[2 * leaves - 2]!
    let variance = 0
    for (const d of [0, 1]) {
      let centre = 0
      for (let i = 0; i < leaves; i++) centre += (tree.mass[i]! * mean[2 * i + d]!) / total
      for (let i = 0; i < leaves; i++) variance += tree.mass[i]! * (mean[2 * i + d]! - centre) ** 2
    }
    expect(Math.abs(costs - variance)).toBeLessThan(1e-10 * variance)
  })
})
