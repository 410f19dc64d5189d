/** The pixels of one node of a merge tree, read from the leaves. */
import { type LabelMap, leavesBelow, type Mask, type MergeTree } from '@cuts/core'

/** O(pixels). */
export function maskOfNode({ width, height, labels, geometry }: LabelMap, tree: MergeTree, node: number): Mask {
  const isInside = new Uint8Array(tree.leaves)
  for (const leaf of leavesBelow(tree, node)) isInside[leaf] = 1
  const data = new Uint8Array(labels.length)
  for (let i = 0; i < data.length; i++) data[i] = isInside[labels[i]!]!
  return { width, height, geometry, data }
}
