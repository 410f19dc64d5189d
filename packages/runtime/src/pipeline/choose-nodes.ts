/**
 * The best that nodes of a merge tree can do for a mask, from the voxels of every leaf and those of them inside the
 * mask: the best node, the best two, and the best that clicks and walks up and down the tree reach. All of them use
 * the mask to choose; they measure what the tree holds.
 */
import { CutsError, type LabelMap, type Mask, type MergeTree } from '@cuts/core'
import { diceOfCounts } from '@cuts/core/metrics'

/** Voxels of every node, and those inside the mask. */
export interface NodeCounts {
  readonly tree: MergeTree
  readonly total: Float64Array
  readonly inTruth: Float64Array
  /** Voxels of the mask. */
  readonly truth: number
}

/** Counts of all nodes from those of the leaves, by leaf; leaves without an entry count 0. */
export function countNodes(
  tree: MergeTree,
  leaves: {
    readonly total: ReadonlyMap<number, number>
    readonly inTruth: ReadonlyMap<number, number>
    readonly truth: number
  },
): NodeCounts {
  const sum = (counts: ReadonlyMap<number, number>): Float64Array => {
    const sums = new Float64Array(2 * tree.leaves - 1)
    for (const [leaf, count] of counts) sums[leaf] = count
    return sumUpwards(tree, sums)
  }
  return { tree, total: sum(leaves.total), inTruth: sum(leaves.inTruth), truth: leaves.truth }
}

function sumUpwards(tree: MergeTree, sums: Float64Array): Float64Array {
  for (let node = tree.leaves; node < sums.length; node++) {
    const [a, b] = childrenOf(tree, node)
    sums[node] = sums[a]! + sums[b]!
  }
  return sums
}

/** The same for an image. O(pixels + nodes). Throws `Mismatch` if leaves and truth differ in size. */
export function countNodesOfImage(tree: MergeTree, leaves: LabelMap, truth: Mask): NodeCounts {
  if (leaves.width !== truth.width || leaves.height !== truth.height)
    throw new CutsError(
      'Mismatch',
      `leaves of ${leaves.width}x${leaves.height} cannot be counted in a mask of ${truth.width}x${truth.height}.`,
    )
  const total = new Float64Array(2 * tree.leaves - 1)
  const inTruth = new Float64Array(total.length)
  let size = 0
  for (let i = 0; i < truth.data.length; i++) {
    const leaf = leaves.labels[i]!
    total[leaf]!++
    if (truth.data[i] === 0) continue
    inTruth[leaf]!++
    size++
  }
  return { tree, total: sumUpwards(tree, total), inTruth: sumUpwards(tree, inTruth), truth: size }
}

/** Dice of a node with the mask. */
export function diceOfNode({ inTruth, total, truth }: NodeCounts, node: number): number {
  return diceOfCounts(inTruth[node]!, total[node]! + truth)
}

/** The node of highest Dice; the first of equal ones. */
export function bestNode(counts: NodeCounts): number {
  return bestAmong(counts, counts.total.keys())!
}

/** The same among some nodes; undefined if there is none. */
export function bestAmong(counts: NodeCounts, nodes: Iterable<number>): number | undefined {
  let best: number | undefined
  let highest = -1
  for (const node of nodes) {
    const dice = diceOfNode(counts, node)
    if (dice > highest) [best, highest] = [node, dice]
  }
  return best
}

/** Rounds of the search for two nodes: each raises the Dice, and a handful reach the end. */
const mostRounds = 30

/**
 * The one or two separate nodes whose union has the highest Dice. Dinkelbach's way (1967) to a largest ratio: for a
 * Dice d, the nodes with the largest sum of 2 inside - d voxels are found in one pass over the tree; their own Dice is
 * the next d, until it rises no more. O(nodes x rounds), exact.
 */
export function bestTwoNodes(counts: NodeCounts): readonly number[] {
  const { inTruth, total, truth } = counts
  let chosen: readonly number[] = [bestNode(counts)]
  const diceOf = (nodes: readonly number[]): number =>
    diceOfCounts(
      nodes.reduce((sum, node) => sum + inTruth[node]!, 0),
      nodes.reduce((sum, node) => sum + total[node]!, truth),
    )
  for (let round = 0; round < mostRounds; round++) {
    const dice = diceOf(chosen)
    const found = largestTwo(counts.tree, node => 2 * inTruth[node]! - dice * total[node]!)
    if (!(diceOf(found) > dice + 1e-12)) break
    chosen = found
  }
  return chosen
}

/** The one or two separate nodes of largest summed worth. */
function largestTwo(tree: MergeTree, worth: (node: number) => number): readonly number[] {
  const nodes = 2 * tree.leaves - 1
  /** In every subtree, the node of largest worth, and the two of largest sum; -1 is none. */
  const one = Int32Array.from({ length: nodes }, (_, node) => node)
  const first = new Int32Array(nodes).fill(-1)
  const second = new Int32Array(nodes).fill(-1)
  const sumOf = (node: number): number =>
    first[node] === -1 ? Number.NEGATIVE_INFINITY : worth(first[node]!) + worth(second[node]!)
  for (let node = tree.leaves; node < nodes; node++) {
    const [a, b] = childrenOf(tree, node)
    const better = worth(one[a]!) >= worth(one[b]!) ? one[a]! : one[b]!
    if (worth(better) > worth(node)) one[node] = better
    const apart = worth(one[a]!) + worth(one[b]!)
    const [inA, inB] = [sumOf(a), sumOf(b)]
    const [p, q] = apart >= inA && apart >= inB ? [one[a]!, one[b]!] : inA >= inB ? [first[a]!, second[a]!] : [first[b]!, second[b]!] // biome-ignore format: three cases
    first[node] = p
    second[node] = q
  }
  const root = nodes - 1
  return sumOf(root) > worth(one[root]!) ? [first[root]!, second[root]!] : [one[root]!]
}

/** The best node on the way from a leaf to the root: a click, and a walk. */
export function bestAbove(counts: NodeCounts, leaf: number): number {
  return bestAmong(counts, pathOf(counts.tree, leaf))!
}

/** Steps of the longest walk that is tried beside another. */
const longestWalk = 2000

/** The best pair of nodes on the ways from two leaves: two clicks, and a walk from each. */
export function bestAboveTwo(counts: NodeCounts, one: number, other: number): readonly number[] {
  const { tree, inTruth, total, truth } = counts
  const meeting = new Set(pathOf(tree, one))
  const ways = [one, other].map(leaf => pathOf(tree, leaf))
  const single = bestAbove(counts, one)
  let chosen: readonly number[] = [single]
  let highest = diceOfNode(counts, single)
  // Below the node where the ways meet, the two are separate; above, they are one.
  const meet = ways[1]!.find(node => meeting.has(node)) ?? -1
  const apart = ways.map(way => way.slice(0, Math.min(longestWalk, way.indexOf(meet))))
  for (const a of apart[0]!)
    for (const b of apart[1]!) {
      const dice = diceOfCounts(inTruth[a]! + inTruth[b]!, total[a]! + total[b]! + truth)
      if (dice > highest) [chosen, highest] = [[a, b], dice]
    }
  return chosen
}

function pathOf({ parent }: MergeTree, leaf: number): number[] {
  const path: number[] = []
  for (let at = leaf; at !== -1; at = parent[at]!) path.push(at)
  return path
}

function childrenOf({ children, leaves }: MergeTree, node: number): readonly [number, number] {
  return [children[2 * (node - leaves)]!, children[2 * (node - leaves) + 1]!]
}
