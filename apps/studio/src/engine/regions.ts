/** The regions of one image or slice: a merge tree, the leaf of every pixel, and what selection knows of them. */
import { cutTree, type MergeTree } from '@cuts/core'
import type { SelectionSpace } from '@cuts/core/selection'

export interface Regions {
  readonly tree: MergeTree
  /** Leaf of every pixel, [height][width]. */
  readonly leaves: Int32Array
  readonly space: SelectionSpace
  /** Regions of the level that was chosen without labels. */
  readonly automatic: number
  /** Red, green, blue of every leaf as a region, [leaves][3]. */
  readonly colours: Uint8Array
  /** What they were made of. */
  readonly origin: 'colour' | 'encoder'
}

/** The number of regions to show: the wanted one as far as the tree has as many. */
export function levelOf({ automatic, tree }: Regions, wanted: number | undefined): number {
  return Math.max(1, Math.min(tree.leaves, wanted ?? automatic))
}

/** The lookup table of a level: region of every leaf. */
export function lookupOf({ tree }: Regions, clusters: number): Int32Array {
  return cutTree(tree, clusters)
}
