/**
 * Multidimensional scaling: points in the plane whose distances are those given, as nearly as the plane allows.
 * Classical scaling (Torgerson 1952) is the start; majorisation (SMACOF, De Leeuw 1977) then lowers the stress at every
 * iteration. O(n^2) memory and time an iteration.
 */

import { leadingEigenpairs } from '../embedding/eigen.ts'
import { expectLength } from '../errors.ts'

const mostIterations = 200
/** Done when an iteration lowers the stress by less than this share. */
const settled = 1e-4

/**
 * Returns classical scaling of symmetric distances [n][n] to [n][dims]. It is exact if they are distances of points in
 * that many dimensions, and gives the principal components of points in more. The mean is 0, earlier axes spread more,
 * and the largest coordinate on each axis is positive.
 */
export function classicalScaling(distances: Float64Array, n: number, dims: number): Float64Array {
  expectLength('distances', distances.length, n * n)
  // Gram matrix -1/2 J D^2 J by removing the means of rows and columns.
  const gram = distances.map(distance => -0.5 * distance * distance)
  const means = new Float64Array(n)
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) means[i]! += gram[i * n + j]! / n
  const mean = means.reduce((sum, value) => sum + value / n, 0)
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) gram[i * n + j]! += mean - means[i]! - means[j]!
  const { values, vectors } = leadingEigenpairs(gram, n, dims)
  const points = new Float64Array(dims * n)
  for (let axis = 0; axis < values.length; axis++)
    for (let i = 0; i < n; i++) points[i * dims + axis] = Math.sqrt(Math.max(0, values[axis]!)) * vectors[axis * n + i]!
  return points
}

export interface Scaling {
  /** Coordinates [n][2], mean 0. */
  readonly points: Float64Array
  /**
   * Root of the squared errors of all distances over the squared distances: 0 is perfect, 1 is the value of a single
   * point.
   */
  readonly stress: number
}

/** Metric scaling of symmetric distances [n][n] from given points [n][2]; the stress never exceeds theirs. */
export function metricScaling(distances: Float64Array, start: Float64Array, n: number): Scaling {
  expectLength('distances', distances.length, n * n)
  expectLength('start', start.length, 2 * n)
  let points = start.slice()
  let last = guttmanTransform(distances, points, n)
  for (let iteration = 0; iteration < mostIterations && last.stress > 0; iteration++) {
    const now = guttmanTransform(distances, last.next, n)
    if (!(now.stress < last.stress)) break
    points = last.next
    const gain = 1 - now.stress / last.stress
    last = now
    if (gain < settled) break
  }
  return { points, stress: last.stress }
}

/** The stress of the points, and the points of one step of majorisation from them. */
function guttmanTransform(
  distances: Float64Array,
  points: Float64Array,
  n: number,
): { stress: number; next: Float64Array<ArrayBuffer> } {
  const next = new Float64Array(2 * n)
  let errors = 0
  let total = 0
  for (let i = 0; i < n; i++) {
    const xi = points[2 * i]!
    const yi = points[2 * i + 1]!
    for (let j = 0; j < i; j++) {
      const wanted = distances[i * n + j]!
      const dx = xi - points[2 * j]!
      const dy = yi - points[2 * j + 1]!
      const actual = Math.sqrt(dx * dx + dy * dy)
      errors += (wanted - actual) ** 2
      total += wanted * wanted
      if (actual === 0) continue
      const pull = wanted / actual / n
      next[2 * i]! += pull * dx
      next[2 * i + 1]! += pull * dy
      next[2 * j]! -= pull * dx
      next[2 * j + 1]! -= pull * dy
    }
  }
  return { stress: total > 0 ? Math.sqrt(errors / total) : 0, next }
}

/** Euclidean distances between rows [n][dims], [n][n]. O(n^2 dims / 2). */
export function pairwiseDistances(rows: Float64Array, n: number, dims: number): Float64Array {
  const distances = new Float64Array(n * n)
  for (let i = 0; i < n; i++) {
    let j = 0
    // Four rows at a time: each value of row i is read once for all of them.
    for (; j + 3 < i; j += 4) {
      let s0 = 0
      let s1 = 0
      let s2 = 0
      let s3 = 0
      for (let d = 0, a = i * dims, b = j * dims; d < dims; d++, a++, b++) {
        const value = rows[a]!
        const d0 = value - rows[b]!
        const d1 = value - rows[b + dims]!
        const d2 = value - rows[b + 2 * dims]!
        const d3 = value - rows[b + 3 * dims]!
        s0 += d0 * d0
        s1 += d1 * d1
        s2 += d2 * d2
        s3 += d3 * d3
      }
      for (const [k, sum] of [s0, s1, s2, s3].entries()) distances[i * n + j + k] = Math.sqrt(sum)
    }
    for (; j < i; j++) {
      let sum = 0
      for (let d = 0, a = i * dims, b = j * dims; d < dims; d++, a++, b++) sum += (rows[a]! - rows[b]!) ** 2
      distances[i * n + j] = Math.sqrt(sum)
    }
  }
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) distances[j * n + i] = distances[i * n + j]!
  return distances
}
