/**
 * Heights of a tree by what its merges cost, in place of the bandwidth at which points met. Diffusion has moved the
 * points by then, and points that have moved far meet late whatever they cost. The regions' own means do not move.
 *
 * The cost of a merge is m_a m_b / (m_a + m_b) |x_a - x_b| g, the geometric mean of Ward's cost and of the same with
 * the squared strength g^2 of the common boundary in place of the distance. Without boundaries it is Ward's cost.
 */
import type { PrototypeCloud } from '../prototypes/prototypes.ts'
import { assembleTree } from '../tree/assemble.ts'
import { nodeBoundaries } from '../tree/boundaries.ts'
import type { MergeTree } from '../tree/merge-tree.ts'
import { boundedStrength } from './links.ts'

/** Costs below this share of the largest are rounding. */
const smallestShare = 1e-12

/**
 * Returns the same merges in the order of their costs. The height of a node is the natural logarithm of its cost, or of
 * that of a node below it if that is larger. Points that coincided from the start (step 0) stay at the start.
 */
export function heightsByCost(tree: MergeTree, prototypes: PrototypeCloud): MergeTree {
  const { leaves, children, step, mass } = tree
  if (leaves === 1) return tree
  const cost = mergeCosts(tree, prototypes)
  const lowest = Math.log(smallestShare * cost.reduce((most, value) => Math.max(most, value), 0))
  if (!Number.isFinite(lowest)) return tree
  const height = new Float64Array(2 * leaves - 1).fill(lowest)
  for (let node = leaves; node < height.length; node++) {
    const below = Math.max(height[children[2 * (node - leaves)]!]!, height[children[2 * (node - leaves) + 1]!]!)
    height[node] = step[node] === 0 ? lowest : Math.max(below, Math.log(cost[node]!))
  }
  const order = Array.from({ length: leaves - 1 }, (_, merge) => leaves + merge).sort(
    (a, b) => Math.sign(step[a]!) - Math.sign(step[b]!) || height[a]! - height[b]! || a - b,
  )
  const number = Int32Array.from({ length: height.length }, (_, node) => node)
  for (const [merge, node] of order.entries()) number[node] = leaves + merge
  const coincident = order.filter(node => step[node] === 0).length
  const finite = order.find(node => height[node]! > lowest)
  // Leaves begin where the cheapest merge does: no region lives longer for having no cost.
  const start = finite === undefined ? lowest : height[finite]!
  const heightOf = (node: number): number => Math.max(start, height[node]!)
  return assembleTree({
    leafMass: mass.subarray(0, leaves),
    startHeight: start,
    children: order.flatMap(node => [
      number[children[2 * (node - leaves)]!]!,
      number[children[2 * (node - leaves) + 1]!]!,
    ]),
    mergeHeight: order.map(heightOf),
    mergeStep: order.map((_, merge) => Math.max(0, merge + 1 - coincident)),
    iterations: leaves - 1 - coincident,
    lastHeight: heightOf(order.at(-1)!),
  })
}

/** Cost of every merge, by node; 0 at the leaves. */
function mergeCosts(tree: MergeTree, { dims, mean: leafMean, adjacency }: PrototypeCloud): Float64Array {
  const { leaves, children, mass } = tree
  const nodes = 2 * leaves - 1
  const inner = adjacency && nodeBoundaries(tree, adjacency)?.inner
  const usual = adjacency?.boundaries?.strength.reduce((sum, s, _, { length }) => sum + s / length, 0) ?? 0
  /** Parts that do not touch, such as twins, are taken to be separated as usual. */
  const separation = (node: number): number =>
    inner === undefined || inner.length[node] === 0 ? 1 : boundedStrength(inner.strength[node]! / usual)
  const mean = new Float64Array(nodes * dims)
  mean.set(leafMean)
  const cost = new Float64Array(nodes)
  for (let node = leaves; node < nodes; node++) {
    const [a, b] = [children[2 * (node - leaves)]!, children[2 * (node - leaves) + 1]!]
    let square = 0
    for (let d = 0; d < dims; d++) {
      const [x, y] = [mean[a * dims + d]!, mean[b * dims + d]!]
      square += (x - y) ** 2
      mean[node * dims + d] = (mass[a]! * x + mass[b]! * y) / mass[node]!
    }
    const reduced = (mass[a]! * mass[b]!) / mass[node]!
    cost[node] = usual > 0 ? reduced * Math.sqrt(square) * separation(node) : reduced * square
  }
  return cost
}
