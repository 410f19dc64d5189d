/**
 * The quadrature rule of a Lanczos iteration (Golub and Welsch 1969): the eigenvalues of a symmetric tridiagonal matrix
 * and the squared first components of its unit eigenvectors. Implicit QL steps with Wilkinson's shift (Golub and Van
 * Loan, section 8.3); only the first row of the eigenvectors is carried along, so the cost is O(n^2).
 */

export interface Quadrature {
  /** Eigenvalues, in no particular order. */
  readonly values: Float64Array
  /** Weight of every eigenvalue; they sum to 1. */
  readonly weights: Float64Array
}

const mostSteps = 60
/** Products of smaller numbers lose digits. */
const smallest = 1e-150

/** Returns the rule of the matrix with `diagonal` (n values) and `off` beside it (n - 1 values). */
export function gaussQuadrature(diagonal: readonly number[], off: readonly number[]): Quadrature {
  const n = diagonal.length
  const values = Float64Array.from(diagonal)
  const beside = Float64Array.from({ length: n }, (_, k) => off[k] ?? 0)
  const first = new Float64Array(n)
  first[0] = 1
  const norm = values.reduce((most, value, k) => Math.max(most, Math.abs(value) + Math.abs(beside[k]!)), 0)
  const negligible = Math.max(smallest, Number.EPSILON * norm)
  for (let low = 0; low < n; low++)
    for (let step = 0; step < mostSteps; step++) {
      const high = endOfBlock(beside, low, negligible)
      if (high === low) break
      chase(values, beside, first, low, high)
    }
  return { values, weights: first.map(component => component * component) }
}

/** Last index of the block that begins at `low`: the entry beside it is rounding. */
function endOfBlock(beside: Float64Array, low: number, negligible: number): number {
  let high = low
  while (high < beside.length - 1 && Math.abs(beside[high]!) > negligible) high++
  return high
}

/** One QL step on the block low..high: rotations from its end to its beginning. */
function chase(values: Float64Array, beside: Float64Array, first: Float64Array, low: number, high: number): void {
  const half = (values[low + 1]! - values[low]!) / (2 * beside[low]!)
  const root = Math.hypot(half, 1)
  let g = values[high]! - values[low]! + beside[low]! / (half + (half < 0 ? -root : root))
  let sine = 1
  let cosine = 1
  let removed = 0
  for (let k = high - 1; k >= low; k--) {
    const f = sine * beside[k]!
    const b = cosine * beside[k]!
    const length = Math.hypot(f, g)
    beside[k + 1] = length
    if (length === 0) {
      // The block has split: the rest is done by the next step.
      values[k + 1]! -= removed
      beside[high] = 0
      return
    }
    sine = f / length
    cosine = g / length
    const shifted = values[k + 1]! - removed
    const turn = (values[k]! - shifted) * sine + 2 * cosine * b
    removed = sine * turn
    values[k + 1] = shifted + removed
    g = cosine * turn - b
    const component = first[k + 1]!
    first[k + 1] = sine * first[k]! + cosine * component
    first[k] = cosine * first[k]! - sine * component
  }
  values[low]! -= removed
  beside[low] = g
  beside[high] = 0
}
