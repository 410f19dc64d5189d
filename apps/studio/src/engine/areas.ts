/** Areas: pixels of every label and of every region. */
import type { Regions } from './regions.ts'

/** Pixels by label, [256]. */
export function areasOf(frame: Uint8Array): Float64Array {
  const counts = new Float64Array(256)
  for (let i = 0; i < frame.length; i++) counts[frame[i]!]!++
  return counts
}

/** Pixels by region of a level, at the leaf that the region is called after. */
export function regionAreas({ space }: Regions, lookup: Int32Array): Float64Array {
  const areas = new Float64Array(lookup.length)
  for (let leaf = 0; leaf < lookup.length; leaf++) areas[lookup[leaf]!]! += space.mass[leaf]!
  return areas
}
