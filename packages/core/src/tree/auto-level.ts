/**
 * One level chosen without labels, by description length: an image told as its regions' means costs what those means
 * leave unexplained, and a price for each region. The cheapest level is where one more region no longer pays for itself
 * (the energy of Mumford and Shah 1989 without its boundary term, minimised over the cuts of the tree).
 */
import { expectLength } from '../errors.ts'
import type { MergeTree } from './merge-tree.ts'

/**
 * The number of regions, among `counts`, whose cut has the lowest sum of the share of the variance between leaves that
 * lies within its regions and of `price` a region. `mean` holds the leaves' features [leaves][dims]. O(nodes x dims).
 * Ties go to fewer regions. Throws `InvalidArgument` when the lengths do not fit.
 */
export function automaticLevel(tree: MergeTree, mean: Float64Array, counts: readonly number[], price: number): number {
  const within = withinShares(tree, mean)
  let chosen = counts[0] ?? 1
  for (const count of [...counts].sort((a, b) => a - b)) {
    const cost = (clusters: number): number => within[clusters]! + price * clusters
    if (cost(count) < cost(chosen)) chosen = count
  }
  return chosen
}

/** The share of the leaves' variance that lies within the regions of each cut, [leaves + 1], by number of regions. */
function withinShares({ leaves, children, mass }: MergeTree, leafMean: Float64Array): Float64Array {
  const dims = leafMean.length / leaves
  expectLength('features of the leaves', leafMean.length, Math.floor(dims) * leaves)
  const mean = new Float64Array((2 * leaves - 1) * dims)
  mean.set(leafMean)
  // A merge moves the variance between its two parts (Ward's cost) from between regions to within one.
  const within = new Float64Array(leaves + 1)
  for (let merge = 0; merge < leaves - 1; merge++) {
    const node = leaves + merge
    const [a, b] = [children[2 * merge]!, children[2 * merge + 1]!]
    let distance = 0
    for (let d = 0; d < dims; d++) {
      const [x, y] = [mean[a * dims + d]!, mean[b * dims + d]!]
      distance += (x - y) ** 2
      mean[node * dims + d] = (mass[a]! * x + mass[b]! * y) / mass[node]!
    }
    const clusters = leaves - 1 - merge
    within[clusters] = within[clusters + 1]! + (distance * mass[a]! * mass[b]!) / mass[node]!
  }
  const total = within[1]!
  return total > 0 ? within.map(value => value / total) : within
}
