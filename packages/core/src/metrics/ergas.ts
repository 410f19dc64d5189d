/**
 * ERGAS as the paper's tables have it (the defaults of the library they used: windows of 8x8, ratio 4). It differs from
 * the literature: the ratio multiplies, the window mean is divided by the window's area once more, and windows without
 * truth count as free of error. Kept for comparison with the paper; not a quantity to optimise.
 */
import { boxSums } from './integral.ts'

const side = 8
const ratio = 4

/** Mean of 100 * 4 * rms error / (mean truth / 64) over windows; 0 for images that hold no window. Lower is better. */
export function ergas(prediction: Uint8Array, truth: Uint8Array, width: number, height: number): number {
  const errors = boxSums(i => ((prediction[i] !== 0) !== (truth[i] !== 0) ? 1 : 0), width, height)
  const truths = boxSums(i => (truth[i] !== 0 ? 1 : 0), width, height)
  const half = side / 2
  const area = side * side
  let total = 0
  let count = 0
  for (let y = half; y < height - half; y++)
    for (let x = half; x < width - half; x++) {
      count++
      const mean = truths(x - half, y - half, x + half, y + half) / area / area
      if (mean === 0) continue
      const error = Math.sqrt(errors(x - half, y - half, x + half, y + half) / area)
      total += (100 * ratio * error) / mean
    }
  return count === 0 ? 0 : total / count
}
