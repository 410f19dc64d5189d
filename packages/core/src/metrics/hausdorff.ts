/** Symmetric Hausdorff distance of two masks, over all their pixels. O(pixels), by distance transforms. */
import { squaredDistanceTransform } from '../image/distance-transform.ts'

/** In pixels; the image diagonal where either mask, or both, is empty (the convention of the paper's Table 1). */
export function hausdorff(prediction: Uint8Array, truth: Uint8Array, width: number, height: number): number {
  const toTruth = squaredDistanceTransform(truth, width, height)
  const toPrediction = squaredDistanceTransform(prediction, width, height)
  let worst = -1
  for (let i = 0; i < truth.length; i++) {
    if (prediction[i] !== 0 && toTruth[i]! > worst) worst = toTruth[i]!
    if (truth[i] !== 0 && toPrediction[i]! > worst) worst = toPrediction[i]!
  }
  if (worst < 0 || worst === Number.POSITIVE_INFINITY) return Math.hypot(width, height)
  return Math.sqrt(worst)
}
