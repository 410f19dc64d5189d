/**
 * Chooses the number of diffusion steps: the knee of the von Neumann entropy of the operator's powers (Moon et al.
 * 2019). Few steps keep noise; many make all points alike. The entropy falls steeply while noise is removed and slowly
 * afterwards.
 *
 * The entropy needs the whole spectrum. Up to 256 points it is exact, in O(n^3). For more it is estimated by stochastic
 * Lanczos quadrature (Ubaru, Chen and Saad 2017): random orthonormal directions, a few Lanczos steps from each, in
 * O(directions steps (nnz + n steps)), which is then less.
 */
import type { SparseRows } from '../clustering/kmeans.ts'
import type { Random } from '../random/index.ts'
import { gaussQuadrature } from './gauss-quadrature.ts'
import { householderTridiagonal } from './householder.ts'

const mostExact = 256

const directions = 32
const lanczosSteps = 40
/** A remainder this small, of vectors of unit length under an operator of norm 1, is rounding. */
const exhausted = 1e-10

/**
 * Von Neumann entropy, in nat, of P^1 .. P^most for a row-stochastic operator P that is reversible (a symmetric kernel
 * whose columns and then rows were scaled): that of its eigenvalues' magnitudes to the t-th power, over their sum.
 */
export function powerEntropies(operator: SparseRows, most: number, random: Random): Float64Array {
  const { values, weights } = spectrum(symmetricForm(operator), random)
  return Float64Array.from({ length: most }, (_, index) => {
    const powers = values.map(value => Math.abs(value) ** (index + 1))
    const total = powers.reduce((sum, power, k) => sum + weights[k]! * power, 0)
    return powers.reduce((sum, power, k) => {
      const share = power / total
      return share > 0 ? sum - weights[k]! * share * Math.log(share) : sum
    }, 0)
  })
}

/**
 * Index of the knee of a falling curve: the break, never the first or last point, for which two least-squares lines,
 * one up to it and one from it on, fit with the smallest sum of absolute residuals. Throws nothing; 0 below three
 * points.
 */
export function kneeOf(curve: Float64Array): number {
  let knee = 0
  let best = Number.POSITIVE_INFINITY
  for (let at = 1; at < curve.length - 1; at++) {
    const misfit = lineMisfit(curve, 0, at) + lineMisfit(curve, at, curve.length - 1)
    if (misfit < best) {
      best = misfit
      knee = at
    }
  }
  return knee
}

/** Sum of absolute residuals of the least-squares line through points first..last, both included. */
function lineMisfit(curve: Float64Array, first: number, last: number): number {
  const points = curve.subarray(first, last + 1)
  const middle = (points.length - 1) / 2
  const mean = points.reduce((sum, y) => sum + y, 0) / points.length
  let covariance = 0
  let variance = 0
  for (const [x, y] of points.entries()) {
    covariance += (x - middle) * (y - mean)
    variance += (x - middle) ** 2
  }
  const slope = covariance / variance
  return points.reduce((sum, y, x) => sum + Math.abs(y - mean - slope * (x - middle)), 0)
}

/** The symmetric operator with the eigenvalues of P: entries sqrt(P_ij P_ji). */
function symmetricForm({ offsets, columns, values }: SparseRows): SparseRows {
  const symmetric = new Float64Array(values.length)
  // Rows hold their columns in ascending order, so as i ascends every row j comes to its entry of column i in turn.
  const next = offsets.slice()
  for (let i = 0; i < offsets.length - 1; i++)
    for (let e = offsets[i]!; e < offsets[i + 1]!; e++)
      symmetric[e] = Math.sqrt(values[e]! * values[next[columns[e]!]!++]!)
  return { offsets, columns, values: symmetric }
}

/** Points and weights of a quadrature: sum over eigenvalues of f = sum of weights times f(values). */
interface Spectrum {
  readonly values: readonly number[]
  readonly weights: readonly number[]
}

function spectrum(operator: SparseRows, random: Random): Spectrum {
  return operator.offsets.length - 1 <= mostExact ? exactSpectrum(operator) : estimatedSpectrum(operator, random)
}

function exactSpectrum({ offsets, columns, values }: SparseRows): Spectrum {
  const n = offsets.length - 1
  const dense = new Float64Array(n * n)
  for (let i = 0; i < n; i++)
    for (let e = offsets[i]!; e < offsets[i + 1]!; e++) dense[i * n + columns[e]!] = values[e]!
  const { diagonal, off } = householderTridiagonal(dense, n)
  return { values: [...gaussQuadrature(diagonal, off).values], weights: new Array<number>(n).fill(1) }
}

function estimatedSpectrum(operator: SparseRows, random: Random): Spectrum {
  const n = operator.offsets.length - 1
  const probes: Float64Array[] = []
  for (let p = 0; p < Math.min(directions, n); p++) {
    const probe = Float64Array.from({ length: n }, () => random.normal())
    orthogonalise(probe, probes)
    scale(probe, 1 / Math.sqrt(dot(probe, probe)))
    probes.push(probe)
  }
  const values: number[] = []
  const weights: number[] = []
  for (const probe of probes) {
    const { diagonal, off } = tridiagonalise(operator, probe)
    const rule = gaussQuadrature(diagonal, off)
    values.push(...rule.values)
    weights.push(...rule.weights.map(weight => (n / probes.length) * weight))
  }
  return { values, weights }
}

/** Lanczos iteration from a unit vector, with full reorthogonalisation. */
function tridiagonalise(operator: SparseRows, start: Float64Array): { diagonal: number[]; off: number[] } {
  const { offsets, columns, values } = operator
  const n = start.length
  const basis = [start]
  const diagonal: number[] = []
  const off: number[] = []
  while (true) {
    const vector = basis.at(-1)!
    const image = new Float64Array(n)
    for (let i = 0; i < n; i++) {
      let sum = 0
      for (let e = offsets[i]!; e < offsets[i + 1]!; e++) sum += values[e]! * vector[columns[e]!]!
      image[i] = sum
    }
    diagonal.push(dot(image, vector))
    orthogonalise(image, basis)
    const length = Math.sqrt(dot(image, image))
    if (basis.length === Math.min(lanczosSteps, n) || length < exhausted) return { diagonal, off }
    off.push(length)
    scale(image, 1 / length)
    basis.push(image)
  }
}

/** Removes from `vector` its part along each of the unit vectors `basis`; twice, for accuracy. */
function orthogonalise(vector: Float64Array, basis: readonly Float64Array[]): void {
  for (let pass = 0; pass < 2; pass++)
    for (const unit of basis) {
      const along = dot(vector, unit)
      for (let i = 0; i < vector.length; i++) vector[i]! -= along * unit[i]!
    }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}

function scale(vector: Float64Array, by: number): void {
  for (let i = 0; i < vector.length; i++) vector[i]! *= by
}
