/**
 * A set of segments as few signed nodes of the tree: nodes that are put in, parts of these that are taken out again, and
 * so on. Found exactly: the best set for a worth of every segment and a price of every node, by dynamic programming.
 */
import { expectLength } from '../errors.ts'
import type { MergeTree } from '../tree/merge-tree.ts'

export interface SignedNode {
  readonly node: number
  /** 1 puts all leaves of the node in, -1 takes them out. */
  readonly sign: 1 | -1
}

/**
 * The signed nodes, larger before smaller, whose set maximises the sum of `worth` [leaves] of the leaves in it, less
 * `price` for each signed node, at least 0. Of equally good sets, one with fewer nodes. O(leaves).
 */
export function bestNodes({ leaves, parent, children }: MergeTree, worth: Float64Array, price: number): SignedNode[] {
  expectLength('worth', worth.length, leaves)
  const nodes = 2 * leaves - 1
  // The best sum below a node where what is above it is out, and where it is in; without a sign of its own.
  const kept: readonly [Float64Array, Float64Array] = [new Float64Array(nodes), new Float64Array(nodes)]
  const best = (node: number, state: 0 | 1): number =>
    Math.max(kept[state][node]!, kept[state === 0 ? 1 : 0][node]! - price)
  for (let node = 0; node < nodes; node++)
    if (node < leaves) kept[1][node] = worth[node]!
    else
      for (const state of [0, 1] as const)
        for (const child of [0, 1]) kept[state][node]! += best(children[2 * (node - leaves) + child]!, state)
  const found: SignedNode[] = []
  const states = new Uint8Array(nodes)
  for (let node = nodes - 1; node >= 0; node--) {
    const above = parent[node]! === -1 ? 0 : (states[parent[node]!] as 0 | 1)
    const turned = above === 0 ? 1 : 0
    const turns = kept[turned][node]! - price > kept[above][node]!
    states[node] = turns ? turned : above
    if (turns) found.push({ node, sign: turned === 1 ? 1 : -1 })
  }
  return found
}

/** The fewest signed nodes that are exactly the set `inside` [leaves], larger before smaller. */
export function signedNodesOf(tree: MergeTree, inside: ArrayLike<number>): SignedNode[] {
  // No saving of nodes is worth a wrong leaf.
  const stake = 4 * tree.leaves
  return bestNodes(
    tree,
    Float64Array.from({ length: tree.leaves }, (_, leaf) => (inside[leaf]! !== 0 ? stake : -stake)),
    1,
  )
}

/** The leaves of signed nodes that come in order, larger before smaller: 1 inside, [leaves]. */
export function leavesOfNodes({ leaves, parent }: MergeTree, signed: readonly SignedNode[]): Uint8Array {
  const state = new Int8Array(2 * leaves - 1)
  for (const { node, sign } of signed) state[node] = sign
  // A node without a sign of its own has that of its parent.
  for (let node = 2 * leaves - 2; node >= 0; node--)
    if (state[node] === 0 && parent[node] !== -1) state[node] = state[parent[node]!]!
  return Uint8Array.from(state.subarray(0, leaves), value => (value === 1 ? 1 : 0))
}
