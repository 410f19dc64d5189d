/**
 * Which segments of an image touch, how long their common boundary is, and how much they differ there. Read once from
 * the pixels; everything that selection does afterwards works on segments.
 */

/** In compressed rows: the neighbours of segment i are entries `offsets[i]` to `offsets[i + 1]`, in ascending order. */
export interface SegmentGraph {
  readonly offsets: Int32Array
  readonly neighbours: Int32Array
  /** Pixel edges that the two segments share, at least 1. */
  readonly length: Float64Array
  /** Euclidean distance between their values over the mean such distance along all boundaries: 1 on average. */
  readonly contrast: Float64Array
  /** How weak the boundary is: exp(-contrast^2 / 2), in (0, 1]. */
  readonly weakness: Float64Array
  /** Pixel edges of every segment on the border of the image, [segments]. */
  readonly border: Float64Array
}

/** The graph of `count` segments, whose values are `mean` [count][dims]. O(pixels). */
export function segmentGraph(
  { width, height, labels }: { readonly width: number; readonly height: number; readonly labels: Int32Array },
  count: number,
  mean: Float64Array,
): SegmentGraph {
  const shared = new Map<number, number>()
  const border = new Float64Array(count)
  const touch = (a: number, b: number): void => {
    if (a === b) return
    const key = a < b ? a * count + b : b * count + a
    shared.set(key, (shared.get(key) ?? 0) + 1)
  }
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++) {
      const a = labels[i]!
      if (x + 1 < width) touch(a, labels[i + 1]!)
      else border[a]!++
      if (y + 1 < height) touch(a, labels[i + width]!)
      else border[a]!++
      if (x === 0) border[a]!++
      if (y === 0) border[a]!++
    }
  return { ...rows(shared, count, mean), border }
}

function rows(shared: ReadonlyMap<number, number>, count: number, mean: Float64Array): Omit<SegmentGraph, 'border'> {
  const offsets = new Int32Array(count + 1)
  const keys = Float64Array.from(shared.keys()).sort()
  for (const key of keys) {
    offsets[Math.floor(key / count) + 1]!++
    offsets[(key % count) + 1]!++
  }
  for (let p = 0; p < count; p++) offsets[p + 1]! += offsets[p]!
  const neighbours = new Int32Array(2 * keys.length)
  const length = new Float64Array(2 * keys.length)
  const contrast = new Float64Array(2 * keys.length)
  const next = offsets.slice(0, count)
  const dims = mean.length / count
  // Smaller neighbours come first in every row, so that a pass over the sorted pairs for each side keeps the order.
  let [sum, total] = [0, 0]
  for (const smaller of [true, false])
    for (const key of keys) {
      const [a, b] = [Math.floor(key / count), key % count]
      const [from, to] = smaller ? [b, a] : [a, b]
      const at = next[from]!++
      neighbours[at] = to
      length[at] = shared.get(key)!
      let squares = 0
      for (let d = 0; d < dims; d++) squares += (mean[a * dims + d]! - mean[b * dims + d]!) ** 2
      contrast[at] = Math.sqrt(squares)
      sum += length[at]! * contrast[at]!
      total += length[at]!
    }
  const unit = sum > 0 ? total / sum : 1
  for (let at = 0; at < contrast.length; at++) contrast[at]! *= unit
  return { offsets, neighbours, length, contrast, weakness: contrast.map(value => Math.exp(-0.5 * value * value)) }
}
