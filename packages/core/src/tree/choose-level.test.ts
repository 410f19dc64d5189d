import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createTreeBuilder } from '../condensation/tree-builder.ts'
import { chooseLevel } from './choose-level.ts'
import { selectLevels } from './cut.ts'
import type { MergeTree } from './merge-tree.ts'

/** A chain of merges at the given heights, from a start at 0 to `last`. */
function chain(heights: readonly number[], last: number): MergeTree {
  const builder = createTreeBuilder(new Float64Array(heights.length + 1).fill(1))
  for (const [i, height] of heights.entries()) builder.merge(0, i + 1, height, i + 1)
  return builder.finish(heights.length, last, 0)
}

const every = { most: 1000, finest: 1000 }

describe('chooseLevel', () => {
  it('is the level nearest to what is expected where all live equally long', () => {
    const tree = chain(
      Array.from({ length: 39 }, (_, i) => i + 1),
      40,
    )
    const levels = selectLevels(tree, every)
    for (const expected of [2, 3, 12, 30]) expect(levels[chooseLevel(tree, levels, expected)]?.clusters).toBe(expected)
  })

  it('leaves what is expected for a cut that lives long enough: ln(ratio)^2 / 0.245 longer', () => {
    // 20 leaves; the cut into six regions lives `life`, all others next to nothing.
    const chosen = (life: number): number => {
      const tree = chain(
        Array.from({ length: 19 }, (_, i) => 1e-6 * i + (i >= 14 ? life : 0)),
        life + 1e-4,
      )
      const levels = selectLevels(tree, every)
      return levels[chooseLevel(tree, levels, 12)]!.clusters
    }
    const enough = Math.log(2) ** 2 / 0.245
    expect(chosen(enough + 0.01)).toBe(6)
    expect(chosen(enough - 0.01)).toBe(12)
  })

  it('does not depend on the unit of the features: heights that all shift choose the same', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 1024 }), { minLength: 2, maxLength: 30 }),
        fc.integer({ min: -20, max: 20 }),
        (lives, shift) => {
          let height = 0
          const heights = lives.map(life => (height += life / 1024))
          const moved = chain(heights, height + 1)
          const tree = { ...moved, height: moved.height.map(h => h + shift), lastHeight: moved.lastHeight + shift }
          const choose = (of: MergeTree): number => chooseLevel(of, selectLevels(of, every), 12)
          expect(choose(tree)).toBe(choose(moved))
        },
      ),
    )
  })
})
