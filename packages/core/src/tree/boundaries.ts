/** Boundaries of the nodes of a merge tree, from those between its leaves. O(touching pairs x depth). */
import type { Adjacency } from '../prototypes/prototypes.ts'
import type { MergeTree } from './merge-tree.ts'

/** Boundary of every node, [2 * leaves - 1]. */
export interface NodeBoundaries {
  readonly length: Float64Array
  /** Mean strength of the edge along it; 0 if there is no boundary. */
  readonly strength: Float64Array
}

/**
 * Returns the common boundary of the two children of every node (`inner`), and that of every node with all others
 * (`outer`; the border of the image does not count). Returns undefined if the boundaries of the leaves are not known.
 */
export function nodeBoundaries(
  { leaves, parent }: MergeTree,
  { offsets, neighbours, boundaries }: Adjacency,
): { readonly inner: NodeBoundaries; readonly outer: NodeBoundaries } | undefined {
  if (boundaries === undefined) return undefined
  const nodes = parent.length
  const inner = { length: new Float64Array(nodes), edges: new Float64Array(nodes) }
  const outer = { length: new Float64Array(nodes), edges: new Float64Array(nodes) }
  for (let leaf = 0; leaf < leaves; leaf++)
    for (let e = offsets[leaf]!; e < offsets[leaf + 1]!; e++) {
      const length = boundaries.length[e]!
      const edges = length * boundaries.strength[e]!
      outer.length[leaf]! += length
      outer.edges[leaf]! += edges
      if (neighbours[e]! < leaf) continue
      const meeting = meetingOf(parent, leaf, neighbours[e]!)
      inner.length[meeting]! += length
      inner.edges[meeting]! += edges
    }
  // Upwards: what two children share is no longer outside.
  for (let node = 0; node < nodes; node++) {
    outer.length[node]! -= 2 * inner.length[node]!
    outer.edges[node]! -= 2 * inner.edges[node]!
    const above = parent[node]!
    if (above === -1) continue
    outer.length[above]! += outer.length[node]!
    outer.edges[above]! += outer.edges[node]!
  }
  return { inner: meanStrength(inner), outer: meanStrength(outer) }
}

/** The node in which two leaves meet. Parents have larger numbers than their children. */
function meetingOf(parent: Int32Array, a: number, b: number): number {
  while (a !== b) {
    if (a < b) a = parent[a]!
    else b = parent[b]!
  }
  return a
}

/** Lengths below this share of the longest are rounding. */
const smallestShare = 1e-9

function meanStrength(sums: { length: Float64Array; edges: Float64Array }): NodeBoundaries {
  const least = smallestShare * sums.length.reduce((most, value) => Math.max(most, value), 0)
  const length = sums.length.map(value => (value > least ? value : 0))
  return { length, strength: sums.edges.map((sum, node) => (length[node]! > 0 ? Math.max(0, sum / length[node]!) : 0)) }
}
