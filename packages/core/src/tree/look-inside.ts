/**
 * Looking inside a node: its subtree as a tree of its own, so that everything that cuts a tree cuts a part of it. A
 * dozen regions of a head, then a dozen of the brain among them. And the way back: a tree of a part made whole again.
 */
import { CutsError } from '../errors.ts'
import { assembleTree, partsOfTree } from './assemble.ts'
import type { MergeTree } from './merge-tree.ts'
import { leavesBelow } from './nodes.ts'

export interface Inside {
  /** The subtree. It ends, in `lastHeight`, where a merge ends the node. */
  readonly tree: MergeTree
  /** Leaf of the whole tree for every leaf of the subtree, ascending, [tree.leaves]. */
  readonly leaves: Int32Array
  /** Node of the whole tree for every node of the subtree, [2 * tree.leaves - 1]. */
  readonly nodes: Int32Array
}

/** The subtree of a node. Throws `InvalidArgument` if there is no such node. O(node). */
export function lookInside(tree: MergeTree, node: number): Inside {
  const leaves = leavesBelow(tree, node)
  const inside = new Map<number, number>()
  for (const [own, leaf] of leaves.entries()) inside.set(leaf, own)
  const nodes = new Int32Array(2 * leaves.length - 1)
  nodes.set(leaves)
  const children: number[] = []
  let next = leaves.length
  // Children come before their parents: one pass upwards meets every merge of the subtree in order.
  for (let at = tree.leaves; at <= node; at++) {
    const pair = [0, 1].map(child => inside.get(tree.children[2 * (at - tree.leaves) + child]!))
    if (pair[0] === undefined || pair[1] === undefined) continue
    children.push(pair[0], pair[1])
    nodes[next] = at
    inside.set(at, next++)
  }
  const above = tree.parent[node]!
  const merges = nodes.subarray(leaves.length)
  return {
    tree: assembleTree({
      leafMass: Float64Array.from(leaves, leaf => tree.mass[leaf]!),
      startHeight: tree.height[0]!,
      children,
      mergeHeight: Float64Array.from(merges, at => tree.height[at]!),
      mergeStep: Int32Array.from(merges, at => tree.step[at]!),
      iterations: tree.iterations,
      lastHeight: above === -1 ? tree.lastHeight : tree.height[above]!,
    }),
    leaves,
    nodes,
  }
}

/**
 * The nodes that a node consists of when its subtree is cut into `clusters` groups, ascending. Throws `InvalidArgument`
 * outside [1, leaves below the node].
 */
export function partsOfNode(tree: MergeTree, node: number, clusters: number): Int32Array {
  const below = leavesBelow(tree, node).length
  if (!Number.isInteger(clusters) || clusters < 1 || clusters > below)
    throw new CutsError(
      'InvalidArgument',
      `clusters of a node with ${below} leaves must be an integer in [1, ${below}]. Got ${clusters}.`,
    )
  // The last merge is undone first: nodes are numbered in the order of merging.
  const parts = [node]
  while (parts.length < clusters) {
    const last = parts.reduce((largest, part, i) => (part > parts[largest]! ? i : largest), 0)
    const [split] = parts.splice(last, 1)
    parts.push(tree.children[2 * (split! - tree.leaves)]!, tree.children[2 * (split! - tree.leaves) + 1]!)
  }
  return Int32Array.from(parts).sort()
}

/**
 * Puts a ground of `mass` pixels in front of a tree, such as the air around a patient: it becomes leaf 0, all others
 * move up by one, and the last merge joins it to the rest.
 */
export function withGround(tree: MergeTree, mass: number): MergeTree {
  const { leafMass, children, mergeHeight, mergeStep, ...others } = partsOfTree(tree)
  const root = 2 * tree.leaves - 1
  const rest = tree.mass[root - 1]!
  return assembleTree({
    ...others,
    leafMass: [mass, ...Array.from(leafMass)],
    children: [...Array.from(children, child => child + 1), ...(rest >= mass ? [root, 0] : [0, root])],
    mergeHeight: [...Array.from(mergeHeight), tree.lastHeight],
    mergeStep: [...Array.from(mergeStep), Math.max(1, tree.iterations)],
    iterations: Math.max(1, tree.iterations),
  })
}
