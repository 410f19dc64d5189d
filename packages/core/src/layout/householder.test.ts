import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { symmetricEigen } from '../embedding/eigen.ts'
import { gaussQuadrature } from './gauss-quadrature.ts'
import { householderTridiagonal } from './householder.ts'

describe('householderTridiagonal', () => {
  it('keeps the eigenvalues that Jacobi rotations find, to 1e-12, also where rows vanish', () => {
    const value = fc.oneof(fc.double({ min: -1, max: 1, noNaN: true }), fc.constant(0))
    const matrix = fc
      .integer({ min: 1, max: 12 })
      .chain(n => fc.record({ n: fc.constant(n), entries: fc.array(value, { minLength: n * n, maxLength: n * n }) }))
    fc.assert(
      fc.property(matrix, ({ n, entries }) => {
        const symmetric = Float64Array.from(
          entries,
          (_, at) => entries[Math.max(Math.floor(at / n), at % n) * n + Math.min(Math.floor(at / n), at % n)]!,
        )
        const expected = [...symmetricEigen(symmetric, n).values].sort((a, b) => a - b)
        const { diagonal, off } = householderTridiagonal(symmetric, n)
        const values = [...gaussQuadrature(diagonal, off).values].sort((a, b) => a - b)
        for (const [k, eigenvalue] of expected.entries()) expect(Math.abs(values[k]! - eigenvalue)).toBeLessThan(1e-12)
      }),
      { numRuns: 200 },
    )
  })

  it('leaves a tridiagonal matrix as it is, but for signs beside the diagonal', () => {
    const { diagonal, off } = householderTridiagonal(Float64Array.from([1, 2, 0, 2, 3, 4, 0, 4, 5]), 3)
    expect(diagonal.map(value => value.toFixed(12))).toEqual(['1.000000000000', '3.000000000000', '5.000000000000'])
    expect(off.map(Math.abs).map(value => value.toFixed(12))).toEqual(['2.000000000000', '4.000000000000'])
  })
})
