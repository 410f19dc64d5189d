/** Symmetric Hausdorff distance of two masks, over all their pixels or voxels. Linear time, by distance transforms. */
import { squaredVoxelDistances } from '../image/distance-transform.ts'
import { boundingBox, cutOut, pictureGrid, type VoxelGrid } from '../image/voxel-grid.ts'

/**
 * Returns the distance in pixels. If either mask, or both, is empty, it is the image diagonal (the convention of the
 * paper's Table 1).
 */
export function hausdorff(prediction: Uint8Array, truth: Uint8Array, width: number, height: number): number {
  return voxelHausdorff(prediction, truth, pictureGrid(width, height))
}

/**
 * Returns the distance in the unit of the grid's spacing. If either mask, or both, is empty, it is the diagonal of the
 * grid.
 */
export function voxelHausdorff(prediction: Uint8Array, truth: Uint8Array, grid: VoxelGrid): number {
  const box = boundingBox([prediction, truth], grid)
  if (box === undefined) return diagonal(grid)
  // The nearest voxels lie in the box that holds both masks; distances outside it are not needed.
  const [p, t] = [cutOut(prediction, grid, box), cutOut(truth, grid, box)]
  const worst = Math.max(farthest(p.mask, t.mask, p.grid), farthest(t.mask, p.mask, p.grid))
  return worst === Number.POSITIVE_INFINITY ? diagonal(grid) : Math.sqrt(worst)
}

/**
 * Returns the length of the diagonal of a grid. One slice has no thickness: a picture's diagonal is that of its sides.
 */
export function diagonal({ width, height, depth, spacing: [dx, dy, dz] }: VoxelGrid): number {
  return Math.hypot(width * dx, height * dy, depth > 1 ? depth * dz : 0)
}

/** The largest squared distance from a voxel of one mask to the other mask; 0 from an empty one. */
function farthest(from: Uint8Array, to: Uint8Array, grid: VoxelGrid): number {
  const distances = squaredVoxelDistances(to, grid)
  let worst = 0
  for (let i = 0; i < from.length; i++) if (from[i] !== 0 && distances[i]! > worst) worst = distances[i]!
  return worst
}
