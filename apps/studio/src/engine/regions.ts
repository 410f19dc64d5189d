/** The regions of one image or slice: a merge tree, the leaf of every pixel, and what selection knows of them. */
import { type MergeTree, type MixedCut, mixedLabels } from '@cuts/core'
import type { SelectionSpace } from '@cuts/core/selection'
import type { Document } from './document.ts'

export interface Regions {
  readonly tree: MergeTree
  /** Leaf of every pixel, [height][width]. */
  readonly leaves: Int32Array
  readonly space: SelectionSpace
  /** Regions of the level that was chosen without labels. */
  readonly automatic: number
  /** Regions of the levels that were selected, coarse to fine. */
  readonly levels: readonly number[]
  /** Persistent structure of every leaf, called after one of its leaves. */
  readonly structures: Int32Array
  /** Red, green, blue of every leaf as a region, [leaves][3]. */
  readonly colours: Uint8Array
  /** What the leaves were told apart by, [leaves][dims], if it is at hand; else their colours are. */
  readonly features?: { readonly dims: number; readonly mean: Float64Array } | undefined
  /** What they were made of. */
  readonly origin: 'colour' | 'encoder' | 'results' | 'run'
}

/** The number of regions to show: the wanted one as far as the tree has as many. */
export function levelOf({ automatic, tree }: Regions, wanted: number | undefined): number {
  return Math.max(1, Math.min(tree.leaves, wanted ?? automatic))
}

/** The cut that a frame shows: its level, with what was split or fused in it. */
export function cutOf(regions: Regions, { levels, pins }: Document, frame: string, wanted = levels[frame]): MixedCut {
  const own = pins[frame]
  const { split, fused } = own?.tree === treeName(regions.tree) ? own : { split: [], fused: [] }
  return { clusters: levelOf(regions, wanted), split, fused }
}

/** The lookup table of a cut: region of every leaf. */
export function lookupOf({ tree }: Regions, cut: MixedCut): Int32Array {
  return mixedLabels(tree, cut)
}

const names = new WeakMap<MergeTree, string>()

/** A name that follows from the merges of a tree: the same image gives the same tree, and so the same name. */
export function treeName(tree: MergeTree): string {
  const known = names.get(tree)
  if (known !== undefined) return known
  let hash = 0x811c9dc5
  for (const child of tree.children) hash = Math.imul(hash ^ child, 0x01000193)
  const name = `${tree.leaves}-${(hash >>> 0).toString(36)}`
  names.set(tree, name)
  return name
}
