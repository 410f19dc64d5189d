/** What every node of a merge tree looks like in the image: pixels, bounding box, mean feature. O(pixels + nodes x dims). */
import { expectLength } from '../errors.ts'
import type { Prototypes } from '../prototypes/prototypes.ts'
import type { MergeTree } from './merge-tree.ts'

export interface NodeSummary {
  /** Pixels of the image below every node, [2 * leaves - 1]. */
  readonly area: Float64Array
  /**
   * Smallest box of pixels that holds the node as left, top, right, bottom, the last two included, [2 * leaves - 1][4];
   * -1 four times where the node has no pixel in this image.
   */
  readonly box: Int32Array
  /** Mean feature of what is below every node, weighted by mass, [2 * leaves - 1][dims]. */
  readonly mean: Float64Array
}

/** Summarises all nodes; leaf i of the tree is prototype i. Throws `InvalidArgument` where their counts differ. */
export function summariseNodes(tree: MergeTree, prototypes: Prototypes): NodeSummary {
  const { leaves, children, mass } = tree
  const { count, dims, assignment, width, height } = prototypes
  expectLength('prototypes of a tree', count, leaves)
  const nodes = 2 * leaves - 1
  const area = new Float64Array(nodes)
  const left = new Int32Array(nodes).fill(width)
  const top = new Int32Array(nodes).fill(height)
  const right = new Int32Array(nodes).fill(-1)
  const bottom = new Int32Array(nodes).fill(-1)
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++) {
      const p = assignment[i]!
      area[p]!++
      if (x < left[p]!) left[p] = x
      if (x > right[p]!) right[p] = x
      if (y < top[p]!) top[p] = y
      bottom[p] = y
    }
  const mean = new Float64Array(nodes * dims)
  mean.set(prototypes.mean)
  for (let node = leaves; node < nodes; node++) {
    const a = children[2 * (node - leaves)]!
    const b = children[2 * (node - leaves) + 1]!
    area[node] = area[a]! + area[b]!
    left[node] = Math.min(left[a]!, left[b]!)
    top[node] = Math.min(top[a]!, top[b]!)
    right[node] = Math.max(right[a]!, right[b]!)
    bottom[node] = Math.max(bottom[a]!, bottom[b]!)
    for (let d = 0; d < dims; d++)
      mean[node * dims + d] = (mass[a]! * mean[a * dims + d]! + mass[b]! * mean[b * dims + d]!) / mass[node]!
  }
  const box = new Int32Array(4 * nodes)
  for (let node = 0; node < nodes; node++)
    box.set(area[node] === 0 ? [-1, -1, -1, -1] : [left[node]!, top[node]!, right[node]!, bottom[node]!], 4 * node)
  return { area, box, mean }
}
