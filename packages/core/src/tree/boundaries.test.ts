import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createTreeBuilder } from '../condensation/tree-builder.ts'
import { regionAdjacency } from '../prototypes/summarise.ts'
import { createRandom } from '../random/index.ts'
import { nodeBoundaries } from './boundaries.ts'
import { leavesBelow } from './nodes.ts'

const side = 8

/** A tree of random merges over random groups of pixels, which need not be connected. */
const cases = fc.record({ leaves: fc.integer({ min: 1, max: 12 }), seed: fc.nat() }).map(({ leaves, seed }) => {
  const random = createRandom(seed)
  const assignment = Int32Array.from({ length: side * side }, (_, i) => (i < leaves ? i : random.integer(leaves)))
  const edges = Float32Array.from({ length: side * side }, () => random.uniform())
  const builder = createTreeBuilder(new Float64Array(leaves).fill(1))
  const alive = Array.from({ length: leaves }, (_, i) => i)
  for (let step = 1; alive.length > 1; step++) {
    const [gone] = alive.splice(1 + random.integer(alive.length - 1), 1)
    builder.merge(alive[random.integer(alive.length)]!, gone!, step, step)
  }
  const adjacency = regionAdjacency(assignment, side, side, leaves, edges)
  return { tree: builder.finish(leaves, leaves, 0), assignment, edges, adjacency }
})

describe('nodeBoundaries', () => {
  it('are what counting pixel sides between two sets of pixels gives', () => {
    fc.assert(
      fc.property(cases, ({ tree, assignment, edges, adjacency }) => {
        const between = (isIn: (leaf: number) => boolean, isOut: (leaf: number) => boolean) => {
          let [length, sum] = [0, 0]
          const visit = (i: number, j: number): void => {
            const [a, b] = [assignment[i]!, assignment[j]!]
            if (!((isIn(a) && isOut(b)) || (isIn(b) && isOut(a)))) return
            length++
            sum += (edges[i]! + edges[j]!) / 2
          }
          for (let i = 0; i < side * side; i++) {
            if (i % side < side - 1) visit(i, i + 1)
            if (i + side < side * side) visit(i, i + side)
          }
          return { length, strength: length === 0 ? 0 : sum / length }
        }
        const { inner, outer } = nodeBoundaries(tree, adjacency)!
        const members = Array.from(tree.parent, (_, node) => new Set(leavesBelow(tree, node)))
        for (const [node, inside] of members.entries()) {
          const around = between(
            leaf => inside.has(leaf),
            leaf => !inside.has(leaf),
          )
          expect(outer.length[node]).toBeCloseTo(around.length, 6)
          expect(outer.strength[node]).toBeCloseTo(around.strength, 6)
          if (node < tree.leaves) continue
          const [a, b] = [0, 1].map(k => members[tree.children[2 * (node - tree.leaves) + k]!]!) as [
            Set<number>,
            Set<number>,
          ]
          const common = between(
            leaf => a.has(leaf),
            leaf => b.has(leaf),
          )
          expect(inner.length[node]).toBeCloseTo(common.length, 6)
          expect(inner.strength[node]).toBeCloseTo(common.strength, 6)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('are unknown if those of the leaves are', () => {
    fc.assert(
      fc.property(cases, ({ tree, adjacency: { offsets, neighbours } }) => {
        expect(nodeBoundaries(tree, { offsets, neighbours })).toBeUndefined()
      }),
      { numRuns: 5 },
    )
  })
})
