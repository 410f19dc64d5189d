/** The leaves in an order in which every node of the tree is one run, so that a node's leaves are two numbers. */
import type { MergeTree } from '../tree/merge-tree.ts'

export interface TreeOrder {
  /** All leaves, [leaves]. */
  readonly leaves: Int32Array
  /** A node holds the leaves `leaves[first[node]]` to `leaves[last[node] - 1]`, [2 * leaves - 1] each. */
  readonly first: Int32Array
  readonly last: Int32Array
}

/** O(leaves). */
export function treeOrder({ leaves, parent, children }: MergeTree): TreeOrder {
  const nodes = 2 * leaves - 1
  const size = new Int32Array(nodes).fill(1, 0, leaves)
  for (let node = leaves; node < nodes; node++)
    size[node] = size[children[2 * (node - leaves)]!]! + size[children[2 * (node - leaves) + 1]!]!
  const first = new Int32Array(nodes)
  const last = new Int32Array(nodes)
  const order = new Int32Array(leaves)
  // Parents have larger numbers, so a pass downwards meets them before their children.
  for (let node = nodes - 1; node >= 0; node--) {
    if (parent[node] === -1) last[node] = first[node]! + size[node]!
    if (node < leaves) {
      order[first[node]!] = node
      continue
    }
    const [heavy, light] = [children[2 * (node - leaves)]!, children[2 * (node - leaves) + 1]!]
    first[heavy] = first[node]!
    last[heavy] = first[light] = first[node]! + size[heavy]!
    last[light] = last[node]!
  }
  return { leaves: order, first, last }
}

/** The leaves of a node, in the tree's order; a view, not a copy. */
export function leavesOf({ leaves, first, last }: TreeOrder, node: number): Int32Array {
  return leaves.subarray(first[node], last[node])
}
