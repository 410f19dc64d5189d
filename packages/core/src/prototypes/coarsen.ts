/**
 * Fewer prototypes from many: groups of them become one, with their mass and mean. O(prototypes x dims + touching
 * pairs).
 */
import { adjacencyOfSets } from './adjacency.ts'
import type { PrototypeCloud } from './prototypes.ts'

export interface Coarsened {
  readonly prototypes: PrototypeCloud
  /** Group of every old prototype, in [0, prototypes.count). */
  readonly group: Int32Array
}

/**
 * Joins prototypes of equal label. Groups are numbered in the order of their first members; they touch if their members
 * do.
 */
export function coarsen(prototypes: PrototypeCloud, labels: Int32Array): Coarsened {
  const { count, dims, mass, mean, position, adjacency, width, height } = prototypes
  const axes = position.length / count
  const numbers = new Map<number, number>()
  const group = new Int32Array(count)
  for (let p = 0; p < count; p++) {
    if (!numbers.has(labels[p]!)) numbers.set(labels[p]!, numbers.size)
    group[p] = numbers.get(labels[p]!)!
  }
  const groups = numbers.size
  const sums = {
    mass: new Float64Array(groups),
    mean: new Float64Array(groups * dims),
    position: new Float64Array(groups * axes),
  }
  for (let p = 0; p < count; p++) {
    const g = group[p]!
    sums.mass[g]! += mass[p]!
    for (let d = 0; d < dims; d++) sums.mean[g * dims + d]! += mass[p]! * mean[p * dims + d]!
    for (let a = 0; a < axes; a++) sums.position[g * axes + a]! += mass[p]! * position[p * axes + a]!
  }
  for (let g = 0; g < groups; g++) {
    for (let d = g * dims; d < (g + 1) * dims; d++) sums.mean[d]! /= sums.mass[g]!
    for (let a = g * axes; a < (g + 1) * axes; a++) sums.position[a]! /= sums.mass[g]!
  }
  if (adjacency === undefined) return { prototypes: { count: groups, dims, ...sums, width, height }, group }
  const sets: Set<number>[] = Array.from({ length: groups }, () => new Set())
  for (let p = 0; p < count; p++)
    for (const q of adjacency.neighbours.subarray(adjacency.offsets[p], adjacency.offsets[p + 1]))
      if (group[p] !== group[q]) sets[group[p]!]!.add(group[q]!)
  return { prototypes: { count: groups, dims, ...sums, width, height, adjacency: adjacencyOfSets(sets) }, group }
}
