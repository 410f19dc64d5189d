/**
 * The diffusion potential between points (Moon et al. 2019, PHATE): rows of -log(P^t), where P^t is the distribution of
 * the end of a walk of t steps. Far points differ as much in the places that their walks do not reach as near points in
 * the places that they do. O(t n nnz) time for an operator of nnz entries on n points, O(n^2) memory.
 */
import type { SparseRows } from '../clustering/kmeans.ts'

/** Added to probabilities before the logarithm, as in PHATE. */
const floor = 1e-7

/** -log(P^time + 1e-7), [n][n], of the row-stochastic operator P; `time` at least 1. */
export function potential(operator: SparseRows, time: number): Float64Array {
  const { offsets, columns, values } = operator
  const n = offsets.length - 1
  let power = new Float64Array(n * n)
  for (let i = 0; i < n; i++)
    for (let e = offsets[i]!; e < offsets[i + 1]!; e++) power[i * n + columns[e]!] = values[e]!
  let next = new Float64Array(time > 1 ? n * n : 0)
  for (let step = 1; step < time; step++) {
    next.fill(0)
    for (let i = 0; i < n; i++)
      for (let e = offsets[i]!; e < offsets[i + 1]!; e++) {
        const weight = values[e]!
        // (n) row i += weight * row of the neighbour
        for (let j = 0, to = i * n, from = columns[e]! * n; j < n; j++, to++, from++) next[to]! += weight * power[from]!
      }
    ;[power, next] = [next, power]
  }
  for (let i = 0; i < power.length; i++) power[i] = -Math.log(power[i]! + floor)
  return power
}
