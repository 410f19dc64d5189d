/**
 * Reduction of a dense symmetric matrix to a tridiagonal one with the same eigenvalues, by Householder reflections
 * (Golub and Van Loan, section 8.3.1). 4/3 n^3 operations.
 */

export interface Tridiagonal {
  /** [n] */
  readonly diagonal: number[]
  /** Entries beside the diagonal, [n - 1]. */
  readonly off: number[]
}

/** Returns the tridiagonal form of `matrix`, [n][n], of which the lower triangle is read. Overwrites `matrix`. */
export function householderTridiagonal(matrix: Float64Array, n: number): Tridiagonal {
  const diagonal: number[] = []
  const off: number[] = []
  const image = new Float64Array(n)
  // Row k is reflected onto its entry k - 1, from the last row up, so that what remains is the leading block.
  for (let k = n - 1; k > 0; k--) {
    const row = matrix.subarray(k * n, k * n + k)
    diagonal.push(matrix[k * n + k]!)
    // The reflection is that of the row in any unit. In its own, squares do not vanish.
    const unit = row.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
    for (let i = 0; unit > 0 && i < k; i++) row[i]! /= unit
    const length = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0))
    const last = row[k - 1]!
    const target = last > 0 ? -length : length
    off.push(unit * target)
    if (unit === 0) continue
    const half = length * (length + Math.abs(last))
    row[k - 1] = last - target
    reflect(matrix, n, row, half, image)
  }
  if (n > 0) diagonal.push(matrix[0]!)
  return { diagonal: diagonal.reverse(), off: off.reverse() }
}

/** Applies I - v v' / half on both sides of the leading block of v's length: A - v w' - w v' with w from A v. */
function reflect(matrix: Float64Array, n: number, v: Float64Array, half: number, w: Float64Array): void {
  const k = v.length
  w.fill(0, 0, k)
  for (let i = 0; i < k; i++) {
    const row = i * n
    const vi = v[i]!
    let sum = 0
    for (let j = 0; j < i; j++) {
      const value = matrix[row + j]!
      sum += value * v[j]!
      w[j]! += value * vi
    }
    w[i]! += sum + matrix[row + i]! * vi
  }
  let along = 0
  for (let i = 0; i < k; i++) along += w[i]! * v[i]!
  along /= 2 * half
  for (let i = 0; i < k; i++) w[i] = (w[i]! - along * v[i]!) / half
  for (let i = 0; i < k; i++) {
    const row = i * n
    const [vi, wi] = [v[i]!, w[i]!]
    for (let j = 0; j <= i; j++) matrix[row + j]! -= vi * w[j]! + wi * v[j]!
  }
}
