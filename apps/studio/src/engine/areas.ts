/** Areas: pixels of every label, kept up to date step by step, and of every region. */
import type { Patch } from './patch.ts'
import type { Regions } from './regions.ts'

/** Counts a patch into the areas of its frame, [256]: forth (`after`) or back (`before`). O(runs). */
export function countPatch(areas: Float64Array, patch: Patch, side: 'before' | 'after'): void {
  const [from, to] = side === 'after' ? [patch.before, patch.after] : [patch.after, patch.before]
  for (let run = 0; run < from.length; run += 2) areas[from[run]!]! -= from[run + 1]!
  for (let run = 0; run < to.length; run += 2) areas[to[run]!]! += to[run + 1]!
}

/** Pixels by region of a level, at the leaf that the region is called after. */
export function regionAreas({ space }: Regions, lookup: Int32Array): Float64Array {
  const areas = new Float64Array(lookup.length)
  for (let leaf = 0; leaf < lookup.length; leaf++) areas[lookup[leaf]!]! += space.mass[leaf]!
  return areas
}
