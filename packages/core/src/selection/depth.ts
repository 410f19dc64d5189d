/**
 * How deep inside a set of segments a place lies: the distance to the nearest place outside, the border of the image
 * included, on a raster of the space. A person who means a region clicks near its deepest place.
 */
import type { SelectionSpace } from './space.ts'

const diagonalStep = Math.SQRT2
const mostCells = 96 * 96

export interface Depths {
  /** Depth at the place asked for, in pixels; at least half a cell. */
  readonly here: number
  /** Greatest depth of the set, in pixels; at least half a cell. */
  readonly deepest: number
}

/**
 * Depths of the set `inside` [segments], whose segments are `members`, at the pixel (x, y). Chamfer distances in two
 * passes over the set's bounding box (error below 8 %), on the finest raster on which the box has at most
 * `mostCells`: a large set needs no fine one. O(cells of the box).
 */
export function depthsAt(
  { rasters, bounds }: Pick<SelectionSpace, 'rasters' | 'bounds'>,
  members: Int32Array,
  inside: Uint8Array,
  [x, y]: readonly [number, number],
  scratch: Float64Array,
): Depths {
  let [left, top, right, bottom] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, -1, -1]
  for (let k = 0; k < members.length; k++) {
    const at = 4 * members[k]!
    if (bounds[at]! < left) left = bounds[at]!
    if (bounds[at + 1]! < top) top = bounds[at + 1]!
    if (bounds[at + 2]! > right) right = bounds[at + 2]!
    if (bounds[at + 3]! > bottom) bottom = bounds[at + 3]!
  }
  const fits = rasters.find(({ cell }) => (right - left + cell) * (bottom - top + cell) <= mostCells * cell * cell)
  const { columns, rows, cell, segments } = fits ?? rasters.at(-1)!
  const first = Math.max(0, Math.floor(left / cell))
  const over = Math.max(0, Math.floor(top / cell))
  const across = Math.min(columns - 1, Math.floor(right / cell)) - first + 1
  const down = Math.min(rows - 1, Math.floor(bottom / cell)) - over + 1
  // One cell of margin on every side is outside.
  const stride = across + 2
  const field = scratch.fill(0, 0, stride * (down + 2))
  for (let row = 0; row < down; row++) {
    const from = (over + row) * columns + first
    const to = (row + 1) * stride + 1
    for (let column = 0; column < across; column++) {
      if (inside[segments[from + column]!] === 0) continue
      const at = to + column
      field[at] = Math.min(
        field[at - 1]! + 1,
        field[at - stride]! + 1,
        field[at - stride - 1]! + diagonalStep,
        field[at - stride + 1]! + diagonalStep,
      )
    }
  }
  let deepest = 0.5
  for (let row = down; row >= 1; row--)
    for (let at = row * stride + across; at > row * stride; at--) {
      if (field[at] === 0) continue
      const depth = Math.min(
        field[at]!,
        field[at + 1]! + 1,
        field[at + stride]! + 1,
        field[at + stride + 1]! + diagonalStep,
        field[at + stride - 1]! + diagonalStep,
      )
      field[at] = depth
      if (depth > deepest) deepest = depth
    }
  const column = Math.min(columns - 1, Math.floor(x / cell)) - first
  const row = Math.min(rows - 1, Math.floor(y / cell)) - over
  const within = column >= 0 && row >= 0 && column < across && row < down
  const here = within ? field[(row + 1) * stride + column + 1]! : 0
  return { here: Math.max(0.5, here) * cell, deepest: deepest * cell }
}

const scratches = new WeakMap<object, Float64Array>()

/** Room for the field of any set, kept with the rasters of a space: half a megabyte for every click would be swept up. */
export function depthScratch({ rasters }: Pick<SelectionSpace, 'rasters'>): Float64Array {
  const kept = scratches.get(rasters)
  if (kept !== undefined) return kept
  const room = new Float64Array(Math.max(...rasters.map(({ columns, rows }) => (columns + 2) * (rows + 2))))
  scratches.set(rasters, room)
  return room
}
