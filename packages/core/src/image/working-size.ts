/** The size at which an image is segmented: regions do not need every pixel, and time grows with the pixels. */
import type { Planes } from './planes.ts'

/**
 * Returns the planes reduced so that the longer side is `side` px; each new pixel is the mean of the area it covers.
 * Planes that are no larger are returned as they are, as they are for side 0. O(pixels).
 */
export function reducePlanes(planes: Planes, side: number): Planes {
  const { width, height, channels, data } = planes
  const ratio = side / Math.max(width, height)
  if (side === 0 || ratio >= 1) return planes
  const to = { width: Math.max(1, Math.round(ratio * width)), height: Math.max(1, Math.round(ratio * height)) }
  const reduced = new Float32Array(channels * to.width * to.height)
  const rows = new Float64Array(to.width * height)
  const columns = spans(width, to.width)
  const lines = spans(height, to.height)
  for (let c = 0; c < channels; c++) {
    for (let y = 0; y < height; y++)
      for (const [x, { first, weights }] of columns.entries()) {
        let sum = 0
        for (let k = 0, at = (c * height + y) * width + first; k < weights.length; k++, at++)
          sum += weights[k]! * data[at]!
        rows[y * to.width + x] = sum
      }
    for (const [y, { first, weights }] of lines.entries())
      for (let x = 0; x < to.width; x++) {
        let sum = 0
        for (let k = 0, at = first * to.width + x; k < weights.length; k++, at += to.width)
          sum += weights[k]! * rows[at]!
        reduced[(c * to.height + y) * to.width + x] = sum
      }
  }
  return { ...to, channels, data: reduced }
}

/** The old pixels that every new one covers, and the share of it that each of them fills. */
function spans(from: number, to: number): { readonly first: number; readonly weights: readonly number[] }[] {
  const step = from / to
  return Array.from({ length: to }, (_, i) => {
    const [begin, end] = [i * step, (i + 1) * step]
    const first = Math.floor(begin)
    const last = Math.min(from, Math.ceil(end - 1e-9))
    const weights = Array.from(
      { length: last - first },
      (_, k) => (Math.min(end, first + k + 1) - Math.max(begin, first + k)) / step,
    )
    return { first, weights }
  })
}
