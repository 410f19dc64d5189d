/** Sums over boxes in constant time (summed-area table). */

/** Sums over every box of a map of `width` columns: `sum(x0, y0, x1, y1)` adds columns [x0, x1) and rows [y0, y1). */
export function boxSums(
  value: (index: number) => number,
  width: number,
  height: number,
): (x0: number, y0: number, x1: number, y1: number) => number {
  const stride = width + 1
  const table = new Float64Array(stride * (height + 1))
  for (let y = 0; y < height; y++) {
    let row = 0
    for (let x = 0; x < width; x++) {
      row += value(y * width + x)
      table[(y + 1) * stride + x + 1] = table[y * stride + x + 1]! + row
    }
  }
  return (x0, y0, x1, y1) =>
    table[y1 * stride + x1]! - table[y0 * stride + x1]! - table[y1 * stride + x0]! + table[y0 * stride + x0]!
}
