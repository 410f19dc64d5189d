/** Morphological opening of grey levels. */

/**
 * Erosion, then dilation, with a 3x3 square. Bright details thinner than the square are removed; the rest stays. Pixels
 * beyond the border are left out. O(pixels).
 */
export function open3x3(grey: Uint8Array, width: number, height: number): Uint8Array {
  return extreme3x3(extreme3x3(grey, width, height, Math.min), width, height, Math.max)
}

/** The least or the greatest value of every neighbourhood of 3x3: along rows, then along columns. */
export function extreme3x3<Values extends Uint8Array | Float64Array>(
  values: Values,
  width: number,
  height: number,
  pick: (a: number, b: number) => number,
): Values {
  const rows = values.slice() as Values
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++) {
      if (x > 0) rows[i] = pick(rows[i]!, values[i - 1]!)
      if (x + 1 < width) rows[i] = pick(rows[i]!, values[i + 1]!)
    }
  const out = rows.slice() as Values
  for (let i = 0; i < out.length; i++) {
    if (i >= width) out[i] = pick(out[i]!, rows[i - width]!)
    if (i + width < out.length) out[i] = pick(out[i]!, rows[i + width]!)
  }
  return out
}
