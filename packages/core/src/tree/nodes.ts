/** Queries on single nodes of the merge tree: their ancestors, their leaves and their lifetimes. */
import { CutsError } from '../errors.ts'
import type { MergeTree } from './merge-tree.ts'

/**
 * The smallest node that holds all given nodes: of leaves under clicks, the smallest region that holds every click.
 * Throws `InvalidArgument` if no node is given. O(depth) for each.
 */
export function lowestCommonAncestor(tree: MergeTree, nodes: readonly number[]): number {
  const { parent } = tree
  for (const node of nodes) checkNode(tree, node)
  if (nodes.length === 0)
    throw new CutsError('InvalidArgument', 'a lowest common ancestor needs at least one node. Got none.', {
      remedy: 'Give at least one node.',
    })
  // Parents have larger numbers, so the smaller of two different nodes is never above the other.
  return nodes.reduce((a, b) => {
    while (a !== b) {
      if (a < b) a = parent[a]!
      else b = parent[b]!
    }
    return a
  })
}

/** The leaves below a node, ascending; a leaf holds itself. O(node). */
export function leavesBelow(tree: MergeTree, node: number): Int32Array {
  checkNode(tree, node)
  const inside = new Uint8Array(node + 1)
  inside[node] = 1
  const found: number[] = []
  for (let at = node; at >= 0; at--) {
    if (inside[at] === 0) continue
    if (at < tree.leaves) found.push(at)
    else for (const child of [0, 1]) inside[tree.children[2 * (at - tree.leaves) + child]!] = 1
  }
  return Int32Array.from(found.reverse())
}

/**
 * Returns the lifetime of every node, [2 * leaves - 1]: the time from the merge that made it to the merge that ends it,
 * in the natural logarithm of the bandwidth. It is 0 at the root, which no merge ends.
 */
export function lifetimes({ parent, height }: MergeTree): Float64Array {
  return height.map((birth, node) => (parent[node] === -1 ? 0 : height[parent[node]!]! - birth))
}

function checkNode({ parent }: MergeTree, node: number): void {
  if (!Number.isInteger(node) || node < 0 || node >= parent.length)
    throw new CutsError('InvalidArgument', `a node must be an integer in [0, ${parent.length}). Got ${node}.`)
}
