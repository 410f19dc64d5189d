/**
 * Exact squared Euclidean distance to the nearest marked pixel (Felzenszwalb and Huttenlocher 2012): lower envelopes of
 * parabolas along columns, then rows. O(pixels).
 */

/**
 * Squared distance, px^2, of every pixel to the nearest nonzero one of `marked` (row-major); infinite where nothing is
 * marked.
 */
export function squaredDistanceTransform(marked: Uint8Array, width: number, height: number): Float64Array {
  const distance = new Float64Array(width * height)
  for (let i = 0; i < distance.length; i++) distance[i] = marked[i] !== 0 ? 0 : Number.POSITIVE_INFINITY
  const size = Math.max(width, height)
  const line = new Float64Array(size)
  const vertices = new Int32Array(size)
  const bounds = new Float64Array(size + 1)
  for (let x = 0; x < width; x++) envelope(distance, x, width, height, line, vertices, bounds)
  for (let y = 0; y < height; y++) envelope(distance, y * width, 1, width, line, vertices, bounds)
  return distance
}

function envelope(
  values: Float64Array,
  start: number,
  stride: number,
  count: number,
  line: Float64Array,
  vertices: Int32Array,
  bounds: Float64Array,
): void {
  let top = -1
  for (let q = 0; q < count; q++) {
    const value = values[start + q * stride]!
    line[q] = value
    if (value === Number.POSITIVE_INFINITY) continue
    let crossing = Number.NEGATIVE_INFINITY
    while (top >= 0) {
      const v = vertices[top]!
      crossing = (value + q * q - (line[v]! + v * v)) / (2 * (q - v))
      if (crossing > bounds[top]!) break
      top--
    }
    top++
    vertices[top] = q
    bounds[top] = top === 0 ? Number.NEGATIVE_INFINITY : crossing
    bounds[top + 1] = Number.POSITIVE_INFINITY
  }
  if (top < 0) return
  for (let q = 0, k = 0; q < count; q++) {
    while (bounds[k + 1]! < q) k++
    const v = vertices[k]!
    values[start + q * stride] = (q - v) ** 2 + line[v]!
  }
}
