/** A free shape made to follow boundaries: regions that lie in it for the most part are taken whole, others not at all. */
import type { SelectionSpace } from './space.ts'

/**
 * Marks the segments, [segments], of regions with more than half of their pixels in `inside`, [height][width]. `lookup` is
 * the region of every segment; without it every segment is a region of its own. O(pixels).
 */
export function snapToRegions(
  { leaves, segments, mass }: Pick<SelectionSpace, 'leaves' | 'segments' | 'mass'>,
  inside: ArrayLike<number>,
  lookup: Int32Array = Int32Array.from({ length: segments }, (_, segment) => segment),
): Uint8Array {
  const hits = new Float64Array(segments)
  for (let i = 0; i < leaves.length; i++) if (inside[i] !== 0) hits[lookup[leaves[i]!]!]!++
  const size = new Float64Array(segments)
  for (let segment = 0; segment < segments; segment++) size[lookup[segment]!]! += mass[segment]!
  return Uint8Array.from(lookup, region => (2 * hits[region]! > size[region]! ? 1 : 0))
}
