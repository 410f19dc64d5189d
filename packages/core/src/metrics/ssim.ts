/**
 * Structural similarity of two masks (Wang et al. 2004) as in the paper's tables: uniform windows of 7x7 wholly inside
 * the image, sample covariances, K1 = 0.01, K2 = 0.03, data range of the truth (1 if it is constant).
 */
import { boxSums } from './integral.ts'

/** Mean over all windows. Images less than 7 px wide or high use the largest odd window that fits. */
export function maskSsim(prediction: Uint8Array, truth: Uint8Array, width: number, height: number): number {
  const side = Math.min(7, width - ((width + 1) % 2), height - ((height + 1) % 2))
  if (side < 3) return prediction.every((value, i) => (value !== 0) === (truth[i] !== 0)) ? 1 : 0
  const p = (i: number): number => (prediction[i] !== 0 ? 1 : 0)
  const t = (i: number): number => (truth[i] !== 0 ? 1 : 0)
  const sumP = boxSums(p, width, height)
  const sumT = boxSums(t, width, height)
  const sumPT = boxSums(i => p(i) & t(i), width, height)
  const n = side * side
  // The range of a mask that is neither empty nor full is 1. For constant masks, 1 replaces 0.
  const c1 = 0.01 ** 2
  const c2 = 0.03 ** 2
  let total = 0
  for (let y = 0; y + side <= height; y++)
    for (let x = 0; x + side <= width; x++) {
      const a = sumP(x, y, x + side, y + side)
      const b = sumT(x, y, x + side, y + side)
      const both = sumPT(x, y, x + side, y + side)
      const meanA = a / n
      const meanB = b / n
      // For 0/1 values the sum of squares is the sum.
      const varianceA = (a - n * meanA * meanA) / (n - 1)
      const varianceB = (b - n * meanB * meanB) / (n - 1)
      const covariance = (both - n * meanA * meanB) / (n - 1)
      total +=
        ((2 * meanA * meanB + c1) * (2 * covariance + c2)) /
        ((meanA * meanA + meanB * meanB + c1) * (varianceA + varianceB + c2))
    }
  return total / ((width - side + 1) * (height - side + 1))
}
