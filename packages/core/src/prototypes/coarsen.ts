/** Fewer prototypes from many: groups of them become one, with their mass and mean. O(prototypes x dims). */
import type { Prototypes } from './prototypes.ts'

export interface Coarsened {
  readonly prototypes: Prototypes
  /** Group of every old prototype, in [0, prototypes.count). */
  readonly group: Int32Array
}

/** Joins prototypes of equal label. Groups are numbered in the order of their first members; they have no adjacency. */
export function coarsen(prototypes: Prototypes, labels: Int32Array): Coarsened {
  const { count, dims, mass, mean, position, assignment, width, height } = prototypes
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
    position: new Float64Array(groups * 2),
  }
  for (let p = 0; p < count; p++) {
    const g = group[p]!
    sums.mass[g]! += mass[p]!
    for (let d = 0; d < dims; d++) sums.mean[g * dims + d]! += mass[p]! * mean[p * dims + d]!
    for (let a = 0; a < 2; a++) sums.position[2 * g + a]! += mass[p]! * position[2 * p + a]!
  }
  for (let g = 0; g < groups; g++) {
    for (let d = g * dims; d < (g + 1) * dims; d++) sums.mean[d]! /= sums.mass[g]!
    sums.position[2 * g]! /= sums.mass[g]!
    sums.position[2 * g + 1]! /= sums.mass[g]!
  }
  return {
    prototypes: { count: groups, dims, ...sums, assignment: assignment.map(p => group[p]!), width, height },
    group,
  }
}
