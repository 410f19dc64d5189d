/** Images resampled by weighted means: to the fixed input size of a network, and back. */

/**
 * Returns planes [channels][height][width] in another size. Each new pixel is the mean of the old ones around it,
 * weighted by a triangle. The half-width of the triangle is a new pixel if the image shrinks, and an old pixel if it
 * grows; the latter is bilinear interpolation. Pixels are squares, so the corners of the image stay in place.
 */
export function resample(
  planes: Float32Array,
  from: { readonly width: number; readonly height: number },
  to: { readonly width: number; readonly height: number },
): Float32Array {
  const channels = planes.length / (from.width * from.height)
  const across = alongRows(planes, channels * from.height, from.width, to.width)
  // Columns are the rows of the transposed planes.
  const down = (data: Float32Array, height: number, width: number): Float32Array => {
    const out = new Float32Array(data.length)
    const area = height * width
    for (let c = 0; c < channels; c++)
      for (let y = 0; y < height; y++)
        for (let x = 0; x < width; x++) out[c * area + x * height + y] = data[c * area + y * width + x]!
    return out
  }
  const turned = alongRows(down(across, from.height, to.width), channels * to.width, from.height, to.height)
  return down(turned, to.width, to.height)
}

function alongRows(rows: Float32Array, count: number, size: number, next: number): Float32Array {
  if (size === next) return rows
  const step = size / next
  const reach = Math.max(1, step)
  const out = new Float32Array(count * next)
  for (let i = 0; i < next; i++) {
    const centre = (i + 0.5) * step - 0.5
    const first = Math.max(0, Math.ceil(centre - reach))
    const last = Math.min(size - 1, Math.floor(centre + reach))
    const weights = Array.from({ length: last - first + 1 }, (_, k) => 1 - Math.abs(first + k - centre) / reach)
    const total = weights.reduce((a, b) => a + b, 0)
    for (let row = 0; row < count; row++) {
      let sum = 0
      for (let k = 0; k < weights.length; k++) sum += weights[k]! * rows[row * size + first + k]!
      out[row * next + i] = sum / total
    }
  }
  return out
}
