/**
 * Exact squared Euclidean distance to the nearest marked pixel or voxel (Felzenszwalb and Huttenlocher 2012): lower
 * envelopes of parabolas along columns, then rows, then slices. Linear in the number of voxels.
 */
import { pictureGrid, type VoxelGrid } from './voxel-grid.ts'

/**
 * Returns the squared distance, px^2, of every pixel to the nearest nonzero one of `marked` (row-major); infinite if
 * nothing is marked.
 */
export function squaredDistanceTransform(marked: Uint8Array, width: number, height: number): Float64Array {
  return squaredVoxelDistances(marked, pictureGrid(width, height))
}

/**
 * Returns the squared distance of every voxel to the nearest nonzero one of `marked`, [slice][row][column], in the
 * squared unit of the grid's spacing; infinite if nothing is marked. 8 bytes a voxel.
 */
export function squaredVoxelDistances(
  marked: Uint8Array,
  { width, height, depth, spacing: [dx, dy, dz] }: VoxelGrid,
): Float64Array {
  const area = width * height
  const distance = new Float64Array(area * depth)
  for (let i = 0; i < distance.length; i++) distance[i] = marked[i] !== 0 ? 0 : Number.POSITIVE_INFINITY
  const size = Math.max(width, height, depth)
  const scratch = {
    line: new Float64Array(size),
    vertices: new Int32Array(size),
    bounds: new Float64Array(size + 1),
  }
  for (let z = 0; z < depth; z++) {
    for (let x = 0; x < width; x++)
      envelope(distance, { start: z * area + x, stride: width, count: height, step: dy }, scratch)
    for (let y = 0; y < height; y++)
      envelope(distance, { start: z * area + y * width, stride: 1, count: width, step: dx }, scratch)
  }
  if (depth > 1)
    for (let i = 0; i < area; i++) envelope(distance, { start: i, stride: area, count: depth, step: dz }, scratch)
  return distance
}

/** A row of voxels; `step` is the distance to the next voxel. */
interface Line {
  readonly start: number
  readonly stride: number
  readonly count: number
  readonly step: number
}

interface Scratch {
  readonly line: Float64Array
  readonly vertices: Int32Array
  readonly bounds: Float64Array
}

function envelope(
  values: Float64Array,
  { start, stride, count, step }: Line,
  { line, vertices, bounds }: Scratch,
): void {
  const square = step * step
  let top = -1
  for (let q = 0; q < count; q++) {
    const value = values[start + q * stride]!
    line[q] = value
    if (value === Number.POSITIVE_INFINITY) continue
    let crossing = Number.NEGATIVE_INFINITY
    while (top >= 0) {
      const v = vertices[top]!
      crossing = (value + square * q * q - (line[v]! + square * v * v)) / (2 * square * (q - v))
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
    values[start + q * stride] = square * (q - v) ** 2 + line[v]!
  }
}
