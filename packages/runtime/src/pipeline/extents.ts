/** Where regions of a tree lie: pixels and bounding box of every leaf, and of a node from those of its leaves. */
import { leavesBelow, type MergeTree } from '@cuts/core'

export interface Extent {
  /** Pixels of an image, voxels of a volume. */
  readonly size: number
  /** First and last column, row and slice. */
  readonly first: readonly [number, number, number]
  readonly last: readonly [number, number, number]
}

export interface Extents {
  /** Adds a slice of leaves, [row][column] of `width` columns. O(pixels). */
  add(leaves: Int32Array, width: number, slice: number): void
  /** Of a node; undefined if no pixel was added that it holds. O(leaves of the node). */
  of(node: number): Extent | undefined
}

export function openExtents(tree: MergeTree): Extents {
  const size = new Float64Array(tree.leaves)
  const first = new Int32Array(3 * tree.leaves).fill(0x7fffffff)
  const last = new Int32Array(3 * tree.leaves).fill(-1)
  const reach = (leaf: number, axis: number, from: number, to: number): void => {
    const at = 3 * leaf + axis
    if (from < first[at]!) first[at] = from
    if (to > last[at]!) last[at] = to
  }
  return {
    add: (leaves, width, slice) => {
      for (let start = 0, y = 0; start < leaves.length; start += width, y++)
        // Stretches of one leaf in place of pixels.
        for (let x = 0, from = 0; x < width; from = x) {
          const leaf = leaves[start + x]!
          while (x < width && leaves[start + x] === leaf) x++
          size[leaf]! += x - from
          reach(leaf, 0, from, x - 1)
          reach(leaf, 1, y, y)
          reach(leaf, 2, slice, slice)
        }
    },
    of: node => {
      const held = [...leavesBelow(tree, node)].filter(leaf => size[leaf]! > 0)
      if (held.length === 0) return undefined
      const least = (axis: number): number =>
        held.reduce((low, leaf) => Math.min(low, first[3 * leaf + axis]!), 0x7fffffff)
      const most = (axis: number): number => held.reduce((high, leaf) => Math.max(high, last[3 * leaf + axis]!), -1)
      return {
        size: held.reduce((sum, leaf) => sum + size[leaf]!, 0),
        first: [least(0), least(1), least(2)],
        last: [most(0), most(1), most(2)],
      }
    },
  }
}
