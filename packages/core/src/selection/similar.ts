/** What else looks like this: nodes of the tree whose mean values and size are near those of chosen segments. */
import type { SelectionSpace } from './space.ts'
import { type Summary, summariseNodes, summariseSet } from './summaries.ts'
import { leavesOf } from './tree-order.ts'

export interface Similar {
  readonly node: number
  /** At least 0; see {@link similarNodes}. */
  readonly distance: number
}

/** Twice the size counts as this much of a standard deviation of the image. */
const sizeWeight = 0.25

/**
 * Nodes within `radius` of the segments that have `inside` nonzero, the most similar first, separate from those and from
 * each other. Distance is that of mean values, in standard deviations of the image, and of size: a quarter for every
 * factor of two. Larger radii find further nodes and may find larger ones in place of their parts. Empty if nothing is
 * inside. O(nodes log nodes + (leaves + boundaries) x depth).
 */
export function similarNodes(space: SelectionSpace, inside: ArrayLike<number>, radius: number): Similar[] {
  const wanted = summariseSet(space, inside)
  if (wanted === undefined) return []
  const found: Similar[] = []
  for (const [node, summary] of summariseNodes(space).entries()) {
    const distance = distanceOf(wanted, summary)
    if (distance <= radius) found.push({ node, distance })
  }
  found.sort((a, b) => a.distance - b.distance || b.node - a.node)
  const taken = Uint8Array.from(inside)
  return found.filter(({ node }) => {
    const leaves = leavesOf(space.order, node)
    if (leaves.some(leaf => taken[leaf] !== 0)) return false
    for (const leaf of leaves) taken[leaf] = 1
    return true
  })
}

function distanceOf(a: Summary, b: Summary): number {
  let squares = (sizeWeight * Math.log2(a.area / b.area)) ** 2
  for (let d = 0; d < a.own.length; d++) squares += (a.own[d]! - b.own[d]!) ** 2
  return Math.sqrt(squares)
}
