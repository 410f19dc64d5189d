/**
 * Lengths of outlines by the formula of Cauchy and Crofton: the number of crossings of an outline with straight lines
 * of all directions and positions gives its length. Four directions are used: rows, columns and both diagonals
 * (Legland, Kiêu and Devaux 2007, Image Analysis and Stereology 26).
 */

/**
 * Length of the outline of every region, holes included; what touches the border of the image ends there. `region`
 * numbers the pixels' regions from 0. In pixels or, with `spacing` (of columns and rows), in its unit. Each direction
 * weighs as many angles as are nearest to it.
 *
 * The estimate is right on average over all orientations. Of square pixels, a straight edge along rows, columns or
 * diagonals comes out 5.2 % too short, one halfway between them 2.6 % too long. O(pixels).
 */
export function perimeters(
  region: Int32Array,
  regions: number,
  grid: { readonly width: number; readonly height: number; readonly spacing?: readonly number[] },
): Float64Array {
  const { width, height } = grid
  const [dx = 1, dy = 1] = grid.spacing ?? []
  // A crossing of a line stands for half of its share of angles times the distance between lines.
  const diagonal = Math.atan2(dy, dx)
  const between = (dx * dy) / Math.hypot(dx, dy)
  const lines = [
    { stepX: 1, stepY: 0, weight: (diagonal * dy) / 2 },
    { stepX: 0, stepY: 1, weight: ((Math.PI / 2 - diagonal) * dx) / 2 },
    { stepX: 1, stepY: 1, weight: ((Math.PI / 4) * between) / 2 },
    { stepX: -1, stepY: 1, weight: ((Math.PI / 4) * between) / 2 },
  ]
  const length = new Float64Array(regions)
  for (const { stepX, stepY, weight } of lines)
    for (let y = 0, i = 0; y < height; y++)
      for (let x = 0; x < width; x++, i++) {
        const here = region[i]!
        // The line goes on to the next pixel. It comes from the border if there was no pixel before.
        const hasNext = y + stepY < height && x + stepX >= 0 && x + stepX < width
        const hasPrevious = y - stepY >= 0 && x - stepX >= 0 && x - stepX < width
        if (!hasPrevious) length[here]! += weight
        if (!hasNext) length[here]! += weight
        else {
          const next = region[i + stepY * width + stepX]!
          if (next === here) continue
          length[here]! += weight
          length[next]! += weight
        }
      }
  return length
}
