/**
 * Holes of regions that grow: what a region encloses belongs to it. All sizes of one region are looked at together, from
 * the largest to the smallest: what lies outside only gains segments on the way, so connected pieces are merged once.
 */
import type { SelectionSpace } from './space.ts'

/**
 * The first `stop` segments of `order`, for each of the ascending `stops`, and the segments beside them that may change
 * and that they enclose, alone or together with the mask. O(segments x stops), with few steps for each.
 */
export function withoutHoles(
  { graph, segments }: Pick<SelectionSpace, 'graph' | 'segments'>,
  order: Int32Array,
  stops: readonly number[],
  { allowed, mask }: { readonly allowed: Uint8Array; readonly mask: Uint8Array },
): Int32Array[] {
  const { offsets, neighbours, border } = graph
  const largest = stops.at(-1) ?? 0
  // Closed is what neither lies outside nor may be a hole: the mask and the region.
  const closed = mask.slice()
  for (let k = 0; k < largest; k++) closed[order[k]!] = 1
  // Pieces of what is not closed, as a forest; a root knows whether its piece reaches the border of the image.
  const above = new Int32Array(segments)
  const open = new Uint8Array(segments)
  let enclosed = 0
  const rootOf = (p: number): number => {
    let at = p
    while (above[at] !== at) {
      above[at] = above[above[at]!]!
      at = above[at]!
    }
    return at
  }
  const size = new Int32Array(segments)
  const uncover = (p: number): void => {
    closed[p] = 0
    above[p] = p
    size[p] = 1
    open[p] = border[p]! > 0 ? 1 : 0
    if (open[p] === 0) enclosed++
    let root = p
    for (let at = offsets[p]!; at < offsets[p + 1]!; at++) {
      const q = neighbours[at]!
      if (closed[q] === 1) continue
      let other = rootOf(q)
      if (other === root) continue
      if (open[root] !== open[other]) enclosed -= open[root] === 0 ? size[root]! : size[other]!
      if (size[other]! > size[root]!) [root, other] = [other, root]
      above[other] = root
      size[root]! += size[other]!
      open[root] = open[root] === 1 || open[other] === 1 ? 1 : 0
    }
  }
  // Not yet uncovered counts as closed.
  const outside: number[] = []
  for (let p = 0; p < segments; p++) if (closed[p] === 0) outside.push(p)
  for (const p of outside) closed[p] = 1
  for (const p of outside) uncover(p)
  const found: Int32Array[] = []
  let covered = largest
  for (const stop of stops.toReversed()) {
    while (covered > stop) {
      const p = order[--covered]!
      if (mask[p] === 0) uncover(p)
    }
    const members = order.subarray(0, stop)
    found.push(enclosed === 0 ? members : filled(members))
  }
  return found.reverse()

  /** The members, and the enclosed segments that are reached from them over such segments. */
  function filled(members: Int32Array): Int32Array {
    const taken = new Uint8Array(segments)
    const queue: number[] = []
    const around = (p: number): void => {
      for (let at = offsets[p]!; at < offsets[p + 1]!; at++) {
        const q = neighbours[at]!
        if (closed[q] === 1 || taken[q] === 1 || allowed[q] === 0 || open[rootOf(q)] === 1) continue
        taken[q] = 1
        queue.push(q)
      }
    }
    for (const p of members) around(p)
    for (const p of queue) around(p)
    if (queue.length === 0) return members
    const all = new Int32Array(members.length + queue.length)
    all.set(members)
    all.set(queue, members.length)
    return all
  }
}
