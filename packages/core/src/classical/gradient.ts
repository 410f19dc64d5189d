/** The local rate of colour change. */
import type { Planes } from '../image/planes.ts'

/**
 * Length of the gradient of all planes together, [height][width]: the root of the sum of squared differences between
 * the neighbours on both sides along x and y, halved; border replicated. O(values).
 */
export function gradientLength({ width, height, data }: Planes): Float64Array {
  const area = width * height
  const squares = new Float64Array(area)
  for (let plane = 0; plane < data.length; plane += area)
    for (let y = 0, i = 0; y < height; y++)
      for (let x = 0; x < width; x++, i++) {
        const at = plane + i
        const left = x > 0 ? at - 1 : at
        const right = x + 1 < width ? at + 1 : at
        const above = y > 0 ? at - width : at
        const below = y + 1 < height ? at + width : at
        squares[i]! += ((data[right]! - data[left]!) ** 2 + (data[below]! - data[above]!) ** 2) / 4
      }
  return squares.map(Math.sqrt)
}
