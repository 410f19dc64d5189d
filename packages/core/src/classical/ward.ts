/**
 * Ward's hierarchical clustering (1963) of prototypes that touch. The two neighbours whose union adds least to the sum
 * of squared distances from the means are joined, until one remains. O(touching pairs x log) and, for every merge, the
 * pairs of the new node.
 */
import { CutsError } from '../errors.ts'
import type { PrototypeCloud } from '../prototypes/prototypes.ts'
import { assembleTree } from '../tree/assemble.ts'
import type { MergeTree } from '../tree/merge-tree.ts'
import { createPriorityQueue } from './priority-queue.ts'

interface Merge {
  readonly children: readonly [number, number]
  /** Sum of squared distances that the union adds, pixels times squared features. */
  readonly added: number
}

/**
 * Returns the tree of all merges. A height is the natural logarithm of the added sum of squares, raised if it is lower
 * than that of an earlier merge. Merges that add 0 belong to step 0; all others are steps of their own. Throws
 * `InvalidArgument` for prototypes without adjacency or in several separate parts.
 */
export function wardTree(prototypes: PrototypeCloud): MergeTree {
  const merges = mergeNeighbours(prototypes)
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

function mergeNeighbours({ count, dims, mass: leafMass, mean: leafMean, adjacency }: PrototypeCloud): Merge[] {
  if (adjacency === undefined)
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
  /** Living neighbours of every living node. */
  const around: (Set<number> | undefined)[] = Array.from(
    { length: count },
    (_, p) => new Set(adjacency.neighbours.subarray(adjacency.offsets[p], adjacency.offsets[p + 1])),
  )
  const pairs = createPriorityQueue()
  const cost = (a: number, b: number): number => {
    let squares = 0
    for (let d = 0; d < dims; d++) squares += (mean[a * dims + d]! - mean[b * dims + d]!) ** 2
    return ((mass[a]! * mass[b]!) / (mass[a]! + mass[b]!)) * squares
  }
  for (let a = 0; a < count; a++) for (const b of around[a]!) if (a < b) pairs.push(a * nodes + b, cost(a, b))
  const merges: Merge[] = []
  for (let made = count; made < nodes; ) {
    const next = pairs.pop()
    if (next === undefined)
      throw new CutsError('InvalidArgument', 'a Ward tree needs connected prototypes. Got several separate parts.')
    const [a, b] = [Math.floor(next.item / nodes), next.item % nodes]
    const [ofA, ofB] = [around[a], around[b]]
    if (ofA === undefined || ofB === undefined) continue
    merges.push({ children: mass[a]! >= mass[b]! ? [a, b] : [b, a], added: next.key })
    mass[made] = mass[a]! + mass[b]!
    for (let d = 0; d < dims; d++)
      mean[made * dims + d] = (mass[a]! * mean[a * dims + d]! + mass[b]! * mean[b * dims + d]!) / mass[made]!
    around[a] = around[b] = undefined
    const neighbours = new Set([...ofA, ...ofB].filter(p => around[p] !== undefined))
    around[made] = neighbours
    for (const p of neighbours) {
      around[p]!.add(made)
      pairs.push(p * nodes + made, cost(p, made))
    }
    made++
  }
  return merges
}
