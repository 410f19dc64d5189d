/** Hausdorff distance that is robust to a few stray pixels. */
import { squaredVoxelDistances } from '../image/distance-transform.ts'
import { boundingBox, cutOut, pictureGrid, type VoxelGrid } from '../image/voxel-grid.ts'
import { diagonal } from './hausdorff.ts'

/**
 * Returns the 95th percentile of the Hausdorff distance as Metrics Reloaded (Maier-Hein et al. 2024) defines it: the
 * 95th percentile (between ranks by linear interpolation) of the distances from every boundary pixel of one mask to the
 * nearest boundary pixel of the other, and the larger of both directions. In pixels; 0 if both masks are empty, the
 * image diagonal if one is. A boundary pixel has a pixel outside the mask, or the image border, beside it. O(pixels).
 */
export function hausdorff95(prediction: Uint8Array, truth: Uint8Array, width: number, height: number): number {
  return voxelHausdorff95(prediction, truth, pictureGrid(width, height))
}

/** The same of volumes, in the unit of the grid's spacing. Voxels that share a face are beside each other. */
export function voxelHausdorff95(prediction: Uint8Array, truth: Uint8Array, grid: VoxelGrid): number {
  const [edgeP, edgeT] = [boundary(prediction, grid), boundary(truth, grid)]
  const box = boundingBox([edgeP, edgeT], grid)
  if (box === undefined) return 0
  const [p, t] = [cutOut(edgeP, grid, box), cutOut(edgeT, grid, box)]
  if (!p.mask.includes(1) || !t.mask.includes(1)) return diagonal(grid)
  return Math.max(directed(p.mask, t.mask, p.grid), directed(t.mask, p.mask, p.grid))
}

function directed(from: Uint8Array, to: Uint8Array, grid: VoxelGrid): number {
  const distances = squaredVoxelDistances(to, grid)
    .filter((_, i) => from[i] !== 0)
    .map(Math.sqrt)
    .sort()
  const rank = 0.95 * (distances.length - 1)
  const low = Math.floor(rank)
  const high = Math.min(low + 1, distances.length - 1)
  return distances[low]! + (rank - low) * (distances[high]! - distances[low]!)
}

function boundary(mask: Uint8Array, { width, height, depth }: VoxelGrid): Uint8Array {
  const area = width * height
  const isOutside = (i: number): boolean => (mask[i] ?? 0) === 0
  // A single slice is a picture, which has no border in front and behind.
  const isBetween = (i: number): boolean => depth > 1 && (isOutside(i - area) || isOutside(i + area))
  return mask.map((value, i) => {
    if (value === 0) return 0
    const x = i % width
    const y = Math.floor(i / width) % height
    const isAtBorder = x === 0 || x === width - 1 || y === 0 || y === height - 1
    return isAtBorder ||
      isOutside(i - 1) ||
      isOutside(i + 1) ||
      isOutside(i - width) ||
      isOutside(i + width) ||
      isBetween(i)
      ? 1
      : 0
  })
}
