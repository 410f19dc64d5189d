/** Overlap of two binary masks. Masks are row-major, nonzero inside. */

const smooth = 1e-12

/** Returns the Dice coefficient (2 |p and t| + 1e-12) / (|p| + |t| + 1e-12); 1 if both are empty. */
export function dice(prediction: Uint8Array, truth: Uint8Array): number {
  let both = 0
  let sum = 0
  for (let i = 0; i < truth.length; i++) {
    const p = prediction[i] !== 0 ? 1 : 0
    const t = truth[i] !== 0 ? 1 : 0
    both += p & t
    sum += p + t
  }
  return diceOfCounts(both, sum)
}

/** Returns the Dice coefficient of two masks from counts alone: the pixels in both, and the sum of their sizes. */
export function diceOfCounts(both: number, sizes: number): number {
  return (2 * both + smooth) / (sizes + smooth)
}

/** Root mean squared difference of two masks: the square root of the share of pixels that differ. */
export function rmse(prediction: Uint8Array, truth: Uint8Array): number {
  let different = 0
  for (let i = 0; i < truth.length; i++) if ((prediction[i] !== 0) !== (truth[i] !== 0)) different++
  return Math.sqrt(different / truth.length)
}
