import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { symmetricEigen } from '../embedding/eigen.ts'
import { gaussQuadrature } from './gauss-quadrature.ts'

describe('gaussQuadrature', () => {
  it('is the Gauss-Legendre rule for the recurrence of the Legendre polynomials', () => {
    const n = 5
    const off = Array.from({ length: n - 1 }, (_, k) => (k + 1) / Math.sqrt(4 * (k + 1) ** 2 - 1))
    const { values, weights } = gaussQuadrature(new Array<number>(n).fill(0), off)
    // The rule of n points integrates polynomials up to degree 2n - 1 over [-1, 1] exactly.
    for (let degree = 0; degree < 2 * n; degree++) {
      const sum = values.reduce((total, value, k) => total + weights[k]! * value ** degree, 0)
      expect(sum).toBeCloseTo(degree % 2 === 0 ? 1 / (degree + 1) : 0, 13)
    }
  })

  it('agrees with Jacobi rotations, also where entries beside the diagonal vanish', () => {
    const value = fc.double({ min: -1, max: 1, noNaN: true })
    const matrix = fc.integer({ min: 1, max: 12 }).chain(n =>
      fc.record({
        diagonal: fc.array(value, { minLength: n, maxLength: n }),
        off: fc.array(fc.oneof(value, fc.constant(0)), { minLength: n - 1, maxLength: n - 1 }),
      }),
    )
    fc.assert(
      fc.property(matrix, ({ diagonal, off }) => {
        const n = diagonal.length
        const dense = new Float64Array(n * n)
        for (let k = 0; k < n; k++) {
          dense[k * n + k] = diagonal[k]!
          if (k + 1 < n) dense[k * n + k + 1] = dense[(k + 1) * n + k] = off[k]!
        }
        const { values, vectors } = symmetricEigen(dense, n)
        const rule = gaussQuadrature(diagonal, off)
        // Moments, not pairs: equal eigenvalues have no vectors of their own.
        for (let power = 0; power < 6; power++) {
          const expected = values.reduce((sum, v, k) => sum + vectors[k * n]! ** 2 * v ** power, 0)
          const got = rule.values.reduce((sum, v, k) => sum + rule.weights[k]! * v ** power, 0)
          expect(got).toBeCloseTo(expected, 10)
        }
        expect([...rule.values].sort((a, b) => b - a)).toEqual([...values].map(v => expect.closeTo(v, 10)))
      }),
    )
  })
})
