/**
 * Clicks that know the tree alone, for volumes: nothing here asks where a segment lies or what its values are. A click
 * inside adds the node on the way from its leaf to the root that is most likely an object; a click outside takes such a
 * node away. As in pictures, no node holds a leaf that was clicked the other way.
 */
import { CutsError } from '../errors.ts'
import type { MergeTree } from '../tree/merge-tree.ts'
import { type TreeOrder, treeOrder } from './tree-order.ts'
import { frozenRules } from './weights.ts'

export interface TreeClick {
  readonly leaf: number
  readonly sign: 1 | -1
}

export interface TreeSelection {
  readonly tree: MergeTree
  readonly order: TreeOrder
  /** 1 inside, [leaves]. */
  readonly inside: Uint8Array
  readonly clicks: readonly TreeClick[]
  /** What the last click could have meant, smaller before larger, for walking up and down. */
  readonly last?: { readonly nodes: readonly number[]; readonly taken: number; readonly before: Uint8Array } | undefined
}

/** Nothing selected yet. */
export function emptyTreeSelection(tree: MergeTree): TreeSelection {
  return { tree, order: treeOrder(tree), inside: new Uint8Array(tree.leaves), clicks: [] }
}

/**
 * The selection after a click. Throws `InvalidArgument` for a leaf that there is not, and for one that was clicked the
 * other way: it cannot be divided.
 */
export function clickLeaf(selection: TreeSelection, click: TreeClick): TreeSelection {
  const { tree, order, inside } = selection
  const { leaf, sign } = click
  if (!Number.isInteger(leaf) || leaf < 0 || leaf >= tree.leaves)
    throw new CutsError('InvalidArgument', `a leaf must be an integer in [0, ${tree.leaves}). Got ${leaf}.`)
  const opposed = selection.clicks.filter(earlier => earlier.sign !== sign).map(earlier => earlier.leaf)
  if (opposed.includes(leaf))
    throw new CutsError('InvalidArgument', 'a click inside and one outside lie in the same smallest segment.', {
      remedy: 'Leave one of them out, or segment with more and smaller segments.',
    })
  const clicks = [...selection.clicks, click]
  if ((inside[leaf] === 1) === (sign === 1)) return { tree, order, inside, clicks }
  const nodes = nodesOfClick(selection, leaf, opposed)
  const worth = nodes.map((_, at) => worthOfNode(tree, nodes, at))
  return taking(selection, clicks, { nodes, taken: worth.indexOf(Math.max(...worth)), before: inside })
}

/** The selection with the next larger (1) or smaller (-1) node for the last click; the same at the end of the walk. */
export function walkNodes(selection: TreeSelection, step: 1 | -1): TreeSelection {
  const { last, clicks } = selection
  const taken = (last?.taken ?? 0) + step
  return last === undefined || taken < 0 || taken >= last.nodes.length
    ? selection
    : taking(selection, clicks, { ...last, taken })
}

function taking(
  { tree, order }: TreeSelection,
  clicks: readonly TreeClick[],
  last: NonNullable<TreeSelection['last']>,
): TreeSelection {
  const inside = last.before.slice()
  const node = last.nodes[last.taken]!
  const value = clicks.at(-1)!.sign === 1 ? 1 : 0
  for (let at = order.first[node]!; at < order.last[node]!; at++) inside[order.leaves[at]!] = value
  return { tree, order, inside, clicks, last }
}

/** A node within this factor of the one below it is the same to a person who walks. */
const sameSize = 1.02

/** The nodes from a leaf upwards, without the root and without leaves of the other sign; of about equal ones the longest-lived. */
function nodesOfClick({ tree, order }: TreeSelection, leaf: number, opposed: readonly number[]): number[] {
  const { parent, mass } = tree
  const holds = (node: number, other: number): boolean =>
    order.first[other]! >= order.first[node]! && order.last[other]! <= order.last[node]!
  const found: number[] = []
  for (let node = leaf; parent[node] !== -1 && !opposed.some(other => holds(node, other)); node = parent[node]!) {
    const before = found.at(-1)
    if (before !== undefined && mass[node]! < sameSize * mass[before]!) {
      if (lifeOf(tree, node) <= lifeOf(tree, before)) continue
      found.pop()
    }
    found.push(node)
  }
  // A tree of one leaf is its root.
  return found.length > 0 ? found : [leaf]
}

function lifeOf({ height, parent }: MergeTree, node: number): number {
  return parent[node] === -1 ? 0 : height[parent[node]!]! - height[node]!
}

/**
 * The worth of a first click in a picture, of the numbers that the tree alone gives: size, growth to the next node, and
 * lifetime. A share of a volume counts as the share of a picture that a body of its size takes. The rank of the merge is
 * left out: a volume has many times the segments of the pictures for which its weight was found.
 */
function worthOfNode(tree: MergeTree, nodes: readonly number[], at: number): number {
  const { mass } = tree
  const node = nodes[at]!
  const { share = 0, shareSquared = 0, growth = 0, grown = 0, life = 0 } = frozenRules.first
  const change = (from: number | undefined, to: number | undefined): number =>
    from === undefined || to === undefined ? 0 : Math.min(3, Math.log(mass[to]! / mass[from]!))
  const logShare = (2 / 3) * Math.log(mass[node]! / mass.at(-1)!)
  return (
    share * logShare +
    (shareSquared * logShare ** 2) / 10 +
    growth * change(node, nodes[at + 1]) +
    grown * change(nodes[at - 1], node) +
    life * (Math.log(lifeOf(tree, node) + 0.02) + 2)
  )
}
