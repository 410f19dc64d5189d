/**
 * Boxes of a grid of voxels, cut out so that slow operations run only on the relevant part. A picture is a grid of
 * depth 1.
 */

export interface VoxelGrid {
  readonly width: number
  readonly height: number
  readonly depth: number
  /** Distance between voxels along columns, rows and slices, in any one unit of length. */
  readonly spacing: readonly [number, number, number]
}

/** Voxels [first, first + size) along columns, rows and slices. It may stick out of its grid. */
export interface Box {
  readonly first: readonly [number, number, number]
  readonly size: readonly [number, number, number]
}

/** Returns a picture as a grid of one slice, with pixels of side 1. */
export function pictureGrid(width: number, height: number): VoxelGrid {
  return { width, height, depth: 1, spacing: [1, 1, 1] }
}

/** Returns the smallest box that holds every nonzero voxel of the masks, or undefined if there is none. O(voxels). */
export function boundingBox(masks: readonly Uint8Array[], { width, height, depth }: VoxelGrid): Box | undefined {
  let [left, top, front] = [width, height, depth]
  let [right, bottom, back] = [-1, -1, -1]
  for (const mask of masks)
    for (let z = 0, i = 0; z < depth; z++)
      for (let y = 0; y < height; y++)
        for (let x = 0; x < width; x++, i++) {
          if (mask[i] === 0) continue
          if (x < left) left = x
          if (x > right) right = x
          if (y < top) top = y
          if (y > bottom) bottom = y
          if (z < front) front = z
          if (z > back) back = z
        }
  if (right < 0) return undefined
  return { first: [left, top, front], size: [right - left + 1, bottom - top + 1, back - front + 1] }
}

/**
 * Returns the part of a mask inside a box as 0 and 1, with the grid of that part; 0 outside the grid, if the box sticks
 * out.
 */
export function cutOut(
  mask: Uint8Array,
  { width, height, depth, spacing }: VoxelGrid,
  { first, size }: Box,
): { readonly mask: Uint8Array; readonly grid: VoxelGrid } {
  const [columns, rows, slices] = size
  const part = new Uint8Array(columns * rows * slices)
  for (let k = 0, to = 0; k < slices; k++)
    for (let j = 0; j < rows; j++) {
      const [y, z] = [first[1] + j, first[2] + k]
      const isInside = y >= 0 && y < height && z >= 0 && z < depth
      for (let i = 0; i < columns; i++, to++) {
        const x = first[0] + i
        if (isInside && x >= 0 && x < width && mask[(z * height + y) * width + x] !== 0) part[to] = 1
      }
    }
  return { mask: part, grid: { width: columns, height: rows, depth: slices, spacing } }
}
