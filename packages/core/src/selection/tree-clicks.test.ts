import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createTreeBuilder } from '../condensation/tree-builder.ts'
import { randomTree } from '../testing/random-tree.ts'
import type { MergeTree } from '../tree/index.ts'
import { signedNodesOf } from './signed-nodes.ts'
import { clickLeaf, emptyTreeSelection, walkNodes } from './tree-clicks.ts'

/** 60 leaves of one organ, 3 of a lesion in it, 60 of another organ, and one of air; the lesion stays apart for long. */
function body(): MergeTree {
  const builder = createTreeBuilder(Float64Array.from({ length: 124 }, (_, leaf) => (leaf === 123 ? 3000 : 10)))
  let step = 0
  for (let leaf = 1; leaf < 60; leaf++) builder.merge(0, leaf, 0.1, ++step)
  for (let leaf = 61; leaf < 63; leaf++) builder.merge(60, leaf, 0.1, ++step)
  for (let leaf = 64; leaf < 123; leaf++) builder.merge(63, leaf, 0.1, ++step)
  builder.merge(0, 60, 1.5, ++step)
  builder.merge(0, 63, 4, ++step)
  builder.merge(123, 0, 5, ++step)
  return builder.finish(step, 5, 0)
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i)
const held = (inside: Uint8Array): number[] => [...inside.keys()].filter(leaf => inside[leaf] === 1)

describe('clicks on leaves', () => {
  it('are answered: every leaf clicked inside is inside, every one clicked outside is not, walks included', () => {
    const clicks = fc.array(fc.record({ leaf: fc.nat(), sign: fc.constantFrom(1 as const, -1 as const) }), {
      minLength: 1,
      maxLength: 8,
    })
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.nat(),
        clicks,
        fc.integer({ min: -3, max: 3 }),
        (leaves, seed, all, steps) => {
          let selection = emptyTreeSelection(randomTree(leaves, seed))
          const made = new Map<number, 1 | -1>()
          for (const { leaf, sign } of all) {
            const at = leaf % leaves
            if ((made.get(at) ?? sign) !== sign) continue
            made.set(at, sign)
            selection = clickLeaf(selection, { leaf: at, sign })
            for (let step = 0; step < Math.abs(steps); step++) selection = walkNodes(selection, steps > 0 ? 1 : -1)
            for (const [clicked, wanted] of made) expect(selection.inside[clicked]).toBe(wanted === 1 ? 1 : 0)
          }
        },
      ),
      { numRuns: 150 },
    )
  })

  it('change one node each, and leave the selection before as it was', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 20 }), fc.nat(), fc.nat(), (leaves, seed, leaf) => {
        const before = emptyTreeSelection(randomTree(leaves, seed))
        const after = clickLeaf(before, { leaf: leaf % leaves, sign: 1 })
        expect(signedNodesOf(after.tree, after.inside)).toHaveLength(1)
        expect(held(before.inside)).toEqual([])
      }),
    )
  })

  it('find what stays apart for long: a lesion, and the organ without it', () => {
    const nothing = emptyTreeSelection(body())
    const lesion = clickLeaf(nothing, { leaf: 61, sign: 1 })
    expect(held(lesion.inside)).toEqual([60, 61, 62])
    const organ = clickLeaf(nothing, { leaf: 80, sign: 1 })
    expect(held(organ.inside)).toEqual(range(63, 123))
    expect(held(clickLeaf(organ, { leaf: 61, sign: 1 }).inside)).toEqual(range(60, 123))
  })

  it('walk to the parts that hold the click, and take one away again', () => {
    const lesion = clickLeaf(emptyTreeSelection(body()), { leaf: 61, sign: 1 })
    const larger = walkNodes(lesion, 1)
    expect(held(larger.inside)).toEqual(range(0, 63))
    expect(held(walkNodes(larger, -1).inside)).toEqual(held(lesion.inside))
    const both = clickLeaf(emptyTreeSelection(body()), { leaf: 5, sign: 1 })
    expect(held(both.inside)).toEqual(range(0, 63))
    expect(held(clickLeaf(both, { leaf: 60, sign: -1 }).inside)).toEqual(range(0, 60))
    // The root is never meant: a walk ends below it.
    const largest = walkNodes(larger, 1)
    expect(held(largest.inside)).toEqual(range(0, 123))
    expect(held(walkNodes(largest, 1).inside)).toEqual(held(largest.inside))
  })

  it('in one leaf cannot contradict each other', () => {
    const selection = clickLeaf(emptyTreeSelection(body()), { leaf: 61, sign: 1 })
    expect(() => clickLeaf(selection, { leaf: 61, sign: -1 })).toThrow(/same smallest segment/)
    expect(() => clickLeaf(selection, { leaf: 124, sign: 1 })).toThrow(/\[0, 124\)/)
  })
})
