/**
 * A merge tree that can be changed: subtrees are moved, and all dependent values (masses, means, survivors) are kept
 * correct.
 */
import type { MergeTree } from './merge-tree.ts'

export interface TreeDraft {
  readonly nodes: number
  readonly parent: Int32Array
  readonly height: Float64Array
  readonly mass: Float64Array
  /** Node under the same parent. Not defined at the root. */
  sibling(node: number): number
  children(node: number): readonly [number, number]
  /** Ward's cost of joining two nodes: the variance between them by mass, summed over the features of `mean`. */
  cost(a: number, b: number): number
  /**
   * Moves `moved` to be the sibling of `beside`. Its old sibling takes over its old place. The new parent node has
   * `height` and comes before the node that `beside` was part of. Neither node may contain the other or be its sibling.
   * Returns the new node.
   */
  move(moved: number, beside: number, height: number): number
  finish(): MergeTree
}

/** A draft of `tree` whose leaves have the features `leafMean` [leaves][dims]. */
export function draftTree(tree: MergeTree, leafMean: Float64Array): TreeDraft {
  const { leaves } = tree
  const nodes = 2 * leaves - 1
  const dims = leafMean.length / leaves
  const parent = tree.parent.slice()
  const children = tree.children.slice()
  const height = tree.height.slice()
  const step = tree.step.slice()
  /** Place in the order of merging: that of the tree, a new node between two of its numbers. */
  const place = Float64Array.from({ length: nodes }, (_, node) => node)
  const mass = tree.mass.slice()
  const mean = new Float64Array(nodes * dims)
  mean.set(leafMean)

  const childrenOf = (node: number): [number, number] => [
    children[2 * (node - leaves)]!,
    children[2 * (node - leaves) + 1]!,
  ]
  const replaceChild = (node: number, old: number, by: number): void => {
    const slot = 2 * (node - leaves)
    children[children[slot] === old ? slot : slot + 1] = by
    parent[by] = node
  }
  const summarise = (node: number): void => {
    const [a, b] = childrenOf(node)
    mass[node] = mass[a]! + mass[b]!
    for (let d = 0; d < dims; d++)
      mean[node * dims + d] = (mass[a]! * mean[a * dims + d]! + mass[b]! * mean[b * dims + d]!) / mass[node]!
  }
  const summariseUpwards = (node: number): void => {
    for (let at = node; at !== -1; at = parent[at]!) summarise(at)
  }
  for (let node = leaves; node < nodes; node++) summarise(node)

  const sibling = (node: number): number => {
    const [a, b] = childrenOf(parent[node]!)
    return a === node ? b : a
  }
  return {
    nodes,
    parent,
    height,
    mass,
    sibling,
    children: childrenOf,
    cost: (a, b) => {
      let distance = 0
      for (let d = 0; d < dims; d++) distance += (mean[a * dims + d]! - mean[b * dims + d]!) ** 2
      return (distance * mass[a]! * mass[b]!) / (mass[a]! + mass[b]!)
    },
    move: (moved, beside, at) => {
      // The node that joined `moved` to its old place is free, and joins it to the new one.
      const joint = parent[moved]!
      const left = parent[joint]!
      const heir = sibling(moved)
      if (left === -1) parent[heir] = -1
      else replaceChild(left, joint, heir)
      const above = parent[beside]!
      if (above === -1) parent[joint] = -1
      else replaceChild(above, beside, joint)
      children.set([beside, moved], 2 * (joint - leaves))
      parent[beside] = parent[moved] = joint
      height[joint] = at
      const last = lastBelow(tree, at)
      place[joint] = last + 0.5
      step[joint] = Math.max(1, tree.step[last]!)
      summariseUpwards(joint)
      if (left !== -1) summariseUpwards(left)
      return joint
    },
    finish: () => inOrder({ ...tree, parent, children, height, step, mass }, place),
  }
}

/** Returns the last node made at `height` or below; a leaf if no merge was that early. */
function lastBelow({ leaves, height }: MergeTree, at: number): number {
  let low = leaves
  let high = height.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (height[middle]! <= at) low = middle + 1
    else high = middle
  }
  return low - 1
}

/** The same tree with its inner nodes numbered in the order of merging, and the heavier child first. */
function inOrder(tree: MergeTree, place: Float64Array): MergeTree {
  const { leaves, parent, children, height, step, mass } = tree
  const nodes = parent.length
  const below = new Int32Array(nodes)
  const order = Array.from({ length: leaves - 1 }, (_, merge) => leaves + merge)
  const depth = depths(parent)
  order.sort((a, b) => place[a]! - place[b]! || height[a]! - height[b]! || depth[b]! - depth[a]!)
  for (let leaf = 0; leaf < leaves; leaf++) below[leaf] = leaf
  for (const [merge, node] of order.entries()) below[node] = leaves + merge

  const out = {
    parent: new Int32Array(nodes).fill(-1),
    children: new Int32Array(children.length),
    height: height.slice(),
    step: step.slice(),
    mass: mass.slice(),
    survivor: Int32Array.from({ length: nodes }, (_, i) => i),
  }
  for (const [merge, old] of order.entries()) {
    const node = leaves + merge
    const slot = 2 * (old - leaves)
    const pair = [below[children[slot]!]!, below[children[slot + 1]!]!] as const
    // Of equal nodes, the survivor with the smaller number goes first, as in condensation.
    const [first, second] =
      out.mass[pair[1]]! > out.mass[pair[0]]! ||
      (out.mass[pair[1]] === out.mass[pair[0]] && out.survivor[pair[1]]! < out.survivor[pair[0]]!)
        ? [pair[1], pair[0]]
        : pair
    out.children.set([first, second], 2 * merge)
    out.parent[first] = out.parent[second] = node
    out.height[node] = height[old]!
    out.step[node] = step[old]!
    out.mass[node] = mass[old]!
    out.survivor[node] = out.survivor[first]!
  }
  return { ...tree, ...out }
}

/** Steps from every node to the root. */
function depths(parent: Int32Array): Int32Array {
  const depth = new Int32Array(parent.length).fill(-1)
  const path: number[] = []
  for (let node = 0; node < parent.length; node++) {
    let at = node
    for (; at !== -1 && depth[at] === -1; at = parent[at]!) path.push(at)
    let known = at === -1 ? -1 : depth[at]!
    while (path.length > 0) depth[path.pop()!] = ++known
  }
  return depth
}
