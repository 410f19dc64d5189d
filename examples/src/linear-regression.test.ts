import { createRandom } from '@cuts/core'
import { expect, it } from 'vitest'
import { fitLine, truth } from './linear-regression.ts'

// 1000 batches of 32 with noise 0.1 know each coefficient to 0.1 / sqrt(32000) = 0.0006; the last steps, which are small,
// average over some hundred batches: 0.1 / sqrt(3200) = 0.002, and five times that is the tolerance.
it('finds the coefficients that made the data, to 0.01, and leaves the noise', async () => {
  const { weights, bias, loss } = await fitLine(createRandom(1))
  for (const [i, weight] of truth.weights.entries()) expect(Math.abs(weights[i]! - weight)).toBeLessThan(0.01)
  expect(Math.abs(bias - truth.bias)).toBeLessThan(0.01)
  // The mean of 32 squares of noise: 0.01, give or take five standard errors of 0.01 sqrt(2 / 32).
  expect(loss).toBeGreaterThan(0)
  expect(loss).toBeLessThan(0.0225)
})
