/**
 * Shapes between two drawn slices: signed distances to the outline of both, mixed by how near each slice is (Raya and
 * Udupa 1990). Both shapes are moved first so that their centres lie where the shape in between has its own: without
 * that, a thin structure that runs obliquely would vanish between its slices.
 */
import { squaredVoxelDistances } from '../image/distance-transform.ts'

/** A slice of a mask: nonzero inside, [height][width]. */
interface Shape {
  readonly width: number
  readonly height: number
  /** Distance between the centres of columns and of rows, in one unit. */
  readonly spacing: readonly [number, number]
}

/**
 * Returns the masks of `count` slices evenly between `first` and `last`, 1 inside; empty if one of the two is. O(pixels
 * times count).
 */
export function shapesBetween(first: Uint8Array, last: Uint8Array, shape: Shape, count: number): Uint8Array[] {
  const { width, height } = shape
  const [a, b] = [centreOf(first, width), centreOf(last, width)]
  if (a === undefined || b === undefined) return Array.from({ length: count }, () => new Uint8Array(first.length))
  const [from, to] = [signedDistance(first, shape), signedDistance(last, shape)]
  return Array.from({ length: count }, (_, step) => {
    const share = (step + 1) / (count + 1)
    const [dx, dy] = [b.x - a.x, b.y - a.y]
    const mask = new Uint8Array(width * height)
    for (let y = 0, i = 0; y < height; y++)
      for (let x = 0; x < width; x++, i++) {
        // The place that this pixel has in each of the two shapes.
        const near = at(from, shape, x - share * dx, y - share * dy)
        const far = at(to, shape, x + (1 - share) * dx, y + (1 - share) * dy)
        if ((1 - share) * near + share * far > 0) mask[i] = 1
      }
    return mask
  })
}

function centreOf(mask: Uint8Array, width: number): { readonly x: number; readonly y: number } | undefined {
  let [x, y, count] = [0, 0, 0]
  for (let i = 0; i < mask.length; i++) {
    if (mask[i] === 0) continue
    x += i % width
    y += Math.floor(i / width)
    count++
  }
  return count === 0 ? undefined : { x: x / count, y: y / count }
}

/** Positive inside, negative outside; the outline runs half a pixel from the centres on both sides of it. */
function signedDistance(mask: Uint8Array, { width, height, spacing: [dx, dy] }: Shape): Float64Array {
  const grid = { width, height, depth: 1, spacing: [dx, dy, 1] } as const
  const half = Math.min(dx, dy) / 2
  const outside = squaredVoxelDistances(mask, grid)
  const inside = squaredVoxelDistances(
    mask.map(value => (value === 0 ? 1 : 0)),
    grid,
  )
  const most = Math.hypot(width * dx, height * dy)
  return outside.map((squared, i) =>
    mask[i] === 0 ? half - Math.sqrt(squared) : Math.min(most, Math.sqrt(inside[i]!)) - half,
  )
}

/** Between four pixels; beyond the edge as far outside as the way there is long. */
function at(values: Float64Array, { width, height, spacing: [dx, dy] }: Shape, x: number, y: number): number {
  const [column, row] = [Math.min(width - 1, Math.max(0, x)), Math.min(height - 1, Math.max(0, y))]
  const [left, top] = [Math.floor(column), Math.floor(row)]
  const [right, bottom] = [Math.min(width - 1, left + 1), Math.min(height - 1, top + 1)]
  const [u, v] = [column - left, row - top]
  const upper = (1 - u) * values[top * width + left]! + u * values[top * width + right]!
  const lower = (1 - u) * values[bottom * width + left]! + u * values[bottom * width + right]!
  const beyond = Math.hypot((x - column) * dx, (y - row) * dy)
  return (1 - v) * upper + v * lower - beyond
}
