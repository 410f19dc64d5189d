/** Hausdorff distance that a few stray pixels do not decide. */
import { squaredDistanceTransform } from '../image/distance-transform.ts'

/**
 * The 95th percentile of the Hausdorff distance as Metrics Reloaded (Maier-Hein et al. 2024) defines it: of the distances
 * from every boundary pixel of one mask to the nearest boundary pixel of the other the 95th percentile (between ranks by
 * linear interpolation), and the larger of both directions. Pixels; 0 where both masks are empty, the image diagonal where
 * one is. A boundary pixel has a pixel outside the mask, or the image border, beside it. O(pixels).
 */
export function hausdorff95(prediction: Uint8Array, truth: Uint8Array, width: number, height: number): number {
  const [p, t] = [boundary(prediction, width), boundary(truth, width)]
  const [isEmptyP, isEmptyT] = [!p.includes(1), !t.includes(1)]
  if (isEmptyP || isEmptyT) return isEmptyP && isEmptyT ? 0 : Math.hypot(width, height)
  return Math.max(directed(p, t, width, height), directed(t, p, width, height))
}

function directed(from: Uint8Array, to: Uint8Array, width: number, height: number): number {
  const distances = squaredDistanceTransform(to, width, height)
    .filter((_, i) => from[i] !== 0)
    .map(Math.sqrt)
    .sort()
  const rank = 0.95 * (distances.length - 1)
  const low = Math.floor(rank)
  const high = Math.min(low + 1, distances.length - 1)
  return distances[low]! + (rank - low) * (distances[high]! - distances[low]!)
}

function boundary(mask: Uint8Array, width: number): Uint8Array {
  const isOutside = (i: number): boolean => (mask[i] ?? 0) === 0
  return mask.map((value, i) => {
    const x = i % width
    const touches =
      x === 0 || x === width - 1 || isOutside(i - 1) || isOutside(i + 1) || isOutside(i - width) || isOutside(i + width)
    return value !== 0 && touches ? 1 : 0
  })
}
