/**
 * Leading eigenvectors of a symmetric matrix: orthogonal iteration with a Rayleigh-Ritz step (Golub and Van Loan,
 * section 8.2), the small projected problem by cyclic Jacobi rotations. O(n^2 k) per iteration.
 */

/** Eigenvalues, largest first, and their unit eigenvectors as rows [count][n]. */
export interface EigenPairs {
  readonly values: Float64Array
  readonly vectors: Float64Array
}

const iterations = 60

/**
 * The `count` largest eigenpairs of a symmetric positive semi-definite matrix [n][n]. Each vector's largest component
 * is positive, so the result does not depend on how it was reached. Starts from fixed vectors: no randomness.
 */
export function leadingEigenpairs(matrix: Float64Array, n: number, count: number): EigenPairs {
  const k = Math.min(n, count + 8)
  let basis: Float64Array = new Float64Array(k * n)
  for (let i = 0; i < basis.length; i++)
    basis[i] = Math.sin(1 + 1.7 * i + (0.3 * i * i) / n) + (i % n === Math.floor(i / n) ? 1 : 0)
  orthonormalise(basis, k, n)
  for (let iteration = 0; iteration < iterations; iteration++) {
    const next = product(matrix, basis, k, n)
    orthonormalise(next, k, n)
    let change = 0
    for (let v = 0; v < Math.min(count, k); v++) {
      let dot = 0
      for (let i = v * n; i < (v + 1) * n; i++) dot += next[i]! * basis[i]!
      change = Math.max(change, 1 - Math.abs(dot))
    }
    basis = next
    if (change < 1e-14) break
  }
  // Rayleigh-Ritz: the exact eigenpairs within the span of the basis.
  const images = product(matrix, basis, k, n)
  const small = new Float64Array(k * k)
  for (let a = 0; a < k; a++)
    for (let b = 0; b < k; b++) {
      let dot = 0
      for (let i = 0; i < n; i++) dot += basis[a * n + i]! * images[b * n + i]!
      small[a * k + b] = dot
    }
  const ritz = symmetricEigen(small, k)
  const kept = Math.min(count, k)
  const vectors = new Float64Array(kept * n)
  for (let v = 0; v < kept; v++) {
    for (let a = 0; a < k; a++) {
      const weight = ritz.vectors[v * k + a]!
      for (let i = 0; i < n; i++) vectors[v * n + i]! += weight * basis[a * n + i]!
    }
    let largest = 0
    for (let i = 0; i < n; i++)
      if (Math.abs(vectors[v * n + i]!) > Math.abs(vectors[v * n + largest]!) + 1e-9) largest = i
    if (vectors[v * n + largest]! < 0) for (let i = v * n; i < (v + 1) * n; i++) vectors[i]! *= -1
  }
  return { values: ritz.values.slice(0, kept), vectors }
}

/** All eigenpairs of a small symmetric matrix [n][n] by cyclic Jacobi rotations, largest value first. */
export function symmetricEigen(matrix: Float64Array, n: number): EigenPairs {
  const a = matrix.slice()
  const v = new Float64Array(n * n)
  for (let i = 0; i < n; i++) v[i * n + i] = 1
  for (let sweep = 0; sweep < 60; sweep++) {
    let off = 0
    let total = 0
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) {
        const square = a[i * n + j]! ** 2
        total += square
        if (i !== j) off += square
      }
    if (off <= 1e-28 * total) break
    for (let p = 0; p < n; p++)
      for (let q = p + 1; q < n; q++) {
        const apq = a[p * n + q]!
        if (apq === 0) continue
        const theta = (a[q * n + q]! - a[p * n + p]!) / (2 * apq)
        const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.hypot(theta, 1))
        const c = 1 / Math.hypot(t, 1)
        const s = t * c
        for (let i = 0; i < n; i++) {
          const x = a[i * n + p]!
          const y = a[i * n + q]!
          a[i * n + p] = c * x - s * y
          a[i * n + q] = s * x + c * y
        }
        for (let i = 0; i < n; i++) {
          const x = a[p * n + i]!
          const y = a[q * n + i]!
          a[p * n + i] = c * x - s * y
          a[q * n + i] = s * x + c * y
          const xv = v[p * n + i]!
          const yv = v[q * n + i]!
          v[p * n + i] = c * xv - s * yv
          v[q * n + i] = s * xv + c * yv
        }
      }
  }
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => a[j * n + j]! - a[i * n + i]!)
  const values = Float64Array.from(order, i => a[i * n + i]!)
  const vectors = new Float64Array(n * n)
  for (const [row, i] of order.entries()) vectors.set(v.subarray(i * n, (i + 1) * n), row * n)
  return { values, vectors }
}

/** matrix times each of the k rows of `basis`. Four of them at a time, so that the matrix is read from memory once. */
function product(matrix: Float64Array, basis: Float64Array, k: number, n: number): Float64Array {
  const out = new Float64Array(k * n)
  for (let i = 0; i < n; i++) {
    const row = i * n
    let v = 0
    for (; v + 3 < k; v += 4) {
      const at = v * n
      let s0 = 0
      let s1 = 0
      let s2 = 0
      let s3 = 0
      for (let j = 0, b = at; j < n; j++, b++) {
        const value = matrix[row + j]!
        s0 += value * basis[b]!
        s1 += value * basis[b + n]!
        s2 += value * basis[b + 2 * n]!
        s3 += value * basis[b + 3 * n]!
      }
      out[at + i] = s0
      out[at + n + i] = s1
      out[at + 2 * n + i] = s2
      out[at + 3 * n + i] = s3
    }
    for (; v < k; v++) {
      let dot = 0
      for (let j = 0; j < n; j++) dot += matrix[row + j]! * basis[v * n + j]!
      out[v * n + i] = dot
    }
  }
  return out
}

/** Gram-Schmidt, twice for accuracy; rows that vanish (rank exhausted) become unit vectors of the remaining space. */
function orthonormalise(rows: Float64Array, k: number, n: number): void {
  for (let v = 0; v < k; v++) {
    for (let attempt = 0; attempt <= n; attempt++) {
      const before = norm(rows, v, n)
      for (let pass = 0; pass < 2; pass++)
        for (let u = 0; u < v; u++) {
          let dot = 0
          for (let i = 0; i < n; i++) dot += rows[u * n + i]! * rows[v * n + i]!
          for (let i = 0; i < n; i++) rows[v * n + i]! -= dot * rows[u * n + i]!
        }
      const length = norm(rows, v, n)
      if (length > 1e-10 * before && length > 0) {
        for (let i = v * n; i < (v + 1) * n; i++) rows[i]! /= length
        break
      }
      rows.fill(0, v * n, (v + 1) * n)
      rows[v * n + ((v + attempt) % n)] = 1
    }
  }
}

function norm(rows: Float64Array, v: number, n: number): number {
  let sum = 0
  for (let i = v * n; i < (v + 1) * n; i++) sum += rows[i]! * rows[i]!
  return Math.sqrt(sum)
}
