/**
 * A tree without some of its leaves: what one image holds of a tree that it shares with others, or what is left where a
 * leaf won no pixel at full size. Merges of what is left stay in their order.
 */
import { expectLength } from '../errors.ts'
import type { LabelMap } from '../image/image.ts'
import { assembleTree } from './assemble.ts'
import type { Inside } from './look-inside.ts'
import type { MergeTree } from './merge-tree.ts'

/**
 * The tree of the leaves with a mass above 0 in `mass` [tree.leaves], which become its masses. Without losses, nodes keep
 * their numbers. Throws `Unreadable` if no leaf is left. O(leaves).
 */
export function keepLeaves(tree: MergeTree, mass: ArrayLike<number>): Inside {
  expectLength('mass', mass.length, tree.leaves)
  const leaves = Int32Array.from(Array.from(mass, (value, leaf) => (value > 0 ? leaf : -1)).filter(leaf => leaf >= 0))
  const own = new Int32Array(2 * tree.leaves - 1).fill(-1)
  const nodes = new Int32Array(Math.max(0, 2 * leaves.length - 1))
  const weight = new Float64Array(nodes.length)
  for (const [at, leaf] of leaves.entries()) {
    own[leaf] = at
    nodes[at] = leaf
    weight[at] = mass[leaf]!
  }
  const children: number[] = []
  let next = leaves.length
  for (let node = tree.leaves; node < own.length; node++) {
    const [a, b] = [0, 1].map(child => own[tree.children[2 * (node - tree.leaves) + child]!]!) as [number, number]
    // A merge with nothing is none: the node is what is left of its other child.
    if (a === -1 || b === -1) own[node] = Math.max(a, b)
    else {
      children.push(...(weight[a]! >= weight[b]! ? [a, b] : [b, a]))
      weight[next] = weight[a]! + weight[b]!
      nodes[next] = node
      own[node] = next++
    }
  }
  const merges = nodes.subarray(leaves.length)
  return {
    tree: assembleTree({
      leafMass: Float64Array.from(leaves, leaf => mass[leaf]!),
      startHeight: tree.height[0]!,
      children,
      mergeHeight: Float64Array.from(merges, node => tree.height[node]!),
      mergeStep: Int32Array.from(merges, node => tree.step[node]!),
      iterations: tree.iterations,
      lastHeight: tree.lastHeight,
    }),
    leaves,
    nodes,
  }
}

/**
 * The tree of the leaves that a label map shows, its labels by the new leaves, and the former numbers of the nodes.
 * O(pixels + leaves).
 */
export function keepShown(
  whole: MergeTree,
  map: LabelMap,
): { readonly tree: MergeTree; readonly map: LabelMap; readonly nodes: Int32Array } {
  const mass = new Float64Array(whole.leaves)
  for (const leaf of map.labels) mass[leaf]!++
  const { tree, leaves, nodes } = keepLeaves(whole, mass)
  const own = new Int32Array(whole.leaves)
  for (const [at, leaf] of leaves.entries()) own[leaf] = at
  return { tree, map: { ...map, labels: map.labels.map(leaf => own[leaf]!) }, nodes }
}
