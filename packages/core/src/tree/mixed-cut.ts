/**
 * A mixed cut: a level of the tree in which single regions are split or fused while the rest stays. Finer here, coarser
 * there. Its regions are an antichain that covers every leaf once. Pins outlive a change of the level: a fused node stays
 * whole at finer levels, and a split one stays apart wherever it is reached.
 */
import { CutsError } from '../errors.ts'
import { checkClusters } from './cut.ts'
import type { MergeTree } from './merge-tree.ts'

export interface MixedCut {
  /** Regions of the level that the pins depart from, 1 to leaves. */
  readonly clusters: number
  /** Inner nodes that are apart although the level has them whole. */
  readonly split: readonly number[]
  /** Nodes that are whole although the level has them apart; none of them in `split`. */
  readonly fused: readonly number[]
}

/** The regions of a mixed cut as nodes, ascending. Throws `InvalidArgument` for clusters outside [1, leaves]. O(regions). */
export function mixedNodes(tree: MergeTree, cut: MixedCut): Int32Array {
  const isOpen = openIn(tree, cut)
  const found: number[] = []
  const stack = [2 * tree.leaves - 2]
  for (let node = stack.pop(); node !== undefined; node = stack.pop())
    if (isOpen(node)) stack.push(...childrenOf(tree, node))
    else found.push(node)
  return Int32Array.from(found).sort()
}

/** Label of every leaf in a mixed cut: the survivor of its region, as in `cutTree`. O(leaves). */
export function mixedLabels(tree: MergeTree, cut: MixedCut): Int32Array {
  const { leaves, parent, survivor } = tree
  const labels = new Int32Array(2 * leaves - 1).fill(-1)
  for (const node of mixedNodes(tree, cut)) labels[node] = survivor[node]!
  // Parents come after children, so one pass downwards suffices.
  for (let node = labels.length - 1; node >= 0; node--)
    if (labels[node] === -1 && parent[node] !== -1) labels[node] = labels[parent[node]!]!
  return labels.slice(0, leaves)
}

/** The region of a mixed cut that holds a node, or the node itself if it lies above all of them. O(depth). */
export function mixedRegion(tree: MergeTree, cut: MixedCut, node: number): number {
  const isOpen = openIn(tree, cut)
  let region = node
  for (let at = tree.parent[node]!; at !== -1; at = tree.parent[at]!) if (!isOpen(at)) region = at
  return region
}

/** The cut with a region replaced by its two children; the same cut for a leaf. Throws `InvalidArgument` if it is no region. */
export function splitRegion(tree: MergeTree, cut: MixedCut, node: number): MixedCut {
  expectRegion(tree, cut, node)
  if (node < tree.leaves) return cut
  const pinned = (pins: MixedCut, at: number, whole: boolean): MixedCut => {
    const byLevel = at < 2 * tree.leaves - pins.clusters
    return {
      clusters: pins.clusters,
      split: [...pins.split.filter(other => other !== at), ...(byLevel && !whole ? [at] : [])],
      fused: [...pins.fused.filter(other => other !== at), ...(!byLevel && whole ? [at] : [])],
    }
  }
  const isOpen = openIn(tree, cut)
  let next = pinned(cut, node, false)
  for (const child of childrenOf(tree, node)) if (isOpen(child)) next = pinned(next, child, true)
  return next
}

/**
 * The cut in which a region's parent takes the place of all regions below it; the same cut at the root. Throws
 * `InvalidArgument` if the node is no region.
 */
export function fuseRegion(tree: MergeTree, cut: MixedCut, node: number): MixedCut {
  expectRegion(tree, cut, node)
  const above = tree.parent[node]!
  if (above === -1) return cut
  const byLevel = above < 2 * tree.leaves - cut.clusters
  return {
    clusters: cut.clusters,
    split: cut.split.filter(other => other !== above),
    fused: byLevel ? cut.fused : [...cut.fused, above],
  }
}

function openIn(tree: MergeTree, { clusters, split, fused }: MixedCut): (node: number) => boolean {
  checkClusters(tree, clusters)
  const [apart, whole] = [new Set(split), new Set(fused)]
  const existing = 2 * tree.leaves - clusters
  return node => node >= tree.leaves && !whole.has(node) && (node >= existing || apart.has(node))
}

function childrenOf({ children, leaves }: MergeTree, node: number): [number, number] {
  return [children[2 * (node - leaves)]!, children[2 * (node - leaves) + 1]!]
}

function expectRegion(tree: MergeTree, cut: MixedCut, node: number): void {
  const isOpen = openIn(tree, cut)
  if (!(node in tree.parent) || isOpen(node) || mixedRegion(tree, cut, node) !== node)
    throw new CutsError('InvalidArgument', `node ${node} is no region of this cut.`, {
      remedy: 'Take one of the nodes that the cut consists of.',
    })
}
