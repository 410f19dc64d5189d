/**
 * Ward's hierarchical clustering (1963) of prototypes that touch. The two neighbours whose union adds least to the sum
 * of squared distances from the means are joined, until one remains. O(touching pairs x log) and, for every merge, the
 * pairs of the new node.
 */
import { relink, touchingLinks } from '../condensation/links.ts'
import { CutsError } from '../errors.ts'
import type { PrototypeCloud } from '../prototypes/prototypes.ts'
import { assembleTree } from '../tree/assemble.ts'
import type { MergeTree } from '../tree/merge-tree.ts'
import { createPriorityQueue } from './priority-queue.ts'

interface Merge {
  readonly children: readonly [number, number]
  /** Sum of squared distances that the union adds, pixels times squared features, times the factor of the boundary. */
  readonly added: number
}

/**
 * Returns the tree of all merges. A height is the natural logarithm of the added sum of squares, raised if it is lower
 * than that of an earlier merge. Merges that add 0 belong to step 0; all others are steps of their own. Throws
 * `InvalidArgument` for prototypes without adjacency or in several separate parts.
 */
export function wardTree(prototypes: PrototypeCloud, boundaryWeight = 0): MergeTree {
  const merges = mergeNeighbours(prototypes, boundaryWeight)
  let water = 0
  const added = merges.map(merge => {
    water = Math.max(water, merge.added)
    return water
  })
  const startHeight = Math.log(added.find(value => value > 0) ?? 1)
  const mergeHeight = added.map(value => (value > 0 ? Math.log(value) : startHeight))
  return assembleTree({
    leafMass: prototypes.mass,
    startHeight,
    children: merges.flatMap(({ children }) => children),
    mergeHeight,
    mergeStep: added.map((value, k) => (value > 0 ? k + 1 : 0)),
    iterations: merges.length,
    lastHeight: mergeHeight.at(-1) ?? startHeight,
  })
}

function mergeNeighbours(prototypes: PrototypeCloud, boundaryWeight: number): Merge[] {
  const { count, dims, mass: leafMass, mean: leafMean } = prototypes
  /** By the place of a living node: that of its first leaf. */
  const links = touchingLinks(prototypes, boundaryWeight)
  if (links === undefined)
    throw new CutsError(
      'InvalidArgument',
      'a Ward tree needs prototypes with neighbours. Got prototypes without adjacency.',
      {
        remedy: 'Make superpixels of the image.',
      },
    )
  const nodes = 2 * count - 1
  const mass = new Float64Array(nodes)
  const mean = new Float64Array(nodes * dims)
  mass.set(leafMass)
  mean.set(leafMean)
  const place = Int32Array.from({ length: nodes }, (_, node) => node)
  const nodeAt = Int32Array.from({ length: count }, (_, leaf) => leaf)
  const pairs = createPriorityQueue()
  const push = (a: number, b: number, factor: number): void => {
    let squares = 0
    for (let d = 0; d < dims; d++) squares += (mean[a * dims + d]! - mean[b * dims + d]!) ** 2
    pairs.push(a * nodes + b, ((mass[a]! * mass[b]!) / (mass[a]! + mass[b]!)) * squares * factor)
  }
  for (let a = 0; a < count; a++) for (const [b, { factor }] of links[a]!) if (a < b) push(a, b, factor)
  const merges: Merge[] = []
  for (let made = count; made < nodes; ) {
    const next = pairs.pop()
    if (next === undefined)
      throw new CutsError('InvalidArgument', 'a Ward tree needs connected prototypes. Got several separate parts.')
    const [a, b] = [Math.floor(next.item / nodes), next.item % nodes]
    const [kept, gone] = [place[a]!, place[b]!]
    if (nodeAt[kept] !== a || nodeAt[gone] !== b) continue
    merges.push({ children: mass[a]! >= mass[b]! ? [a, b] : [b, a], added: next.key })
    mass[made] = mass[a]! + mass[b]!
    for (let d = 0; d < dims; d++)
      mean[made * dims + d] = (mass[a]! * mean[a * dims + d]! + mass[b]! * mean[b * dims + d]!) / mass[made]!
    relink(links, kept, gone, boundaryWeight)
    nodeAt[gone] = -1
    nodeAt[kept] = made
    place[made] = kept
    for (const [neighbour, { factor }] of links[kept]!) push(nodeAt[neighbour]!, made, factor)
    made++
  }
  return merges
}
