/** The innermost place of a mask, and how deep it lies. */
import { squaredVoxelDistances } from '../image/distance-transform.ts'
import { type Box, boundingBox, cutOut, type VoxelGrid } from '../image/voxel-grid.ts'

export interface DeepestVoxel {
  readonly x: number
  readonly y: number
  readonly z: number
  /** Squared distance to the nearest voxel outside the mask, in the squared unit of the grid's spacing. */
  readonly squaredDepth: number
}

/**
 * Returns the voxel of a mask farthest from what is not in the mask and from the border of the grid; of equally deep
 * ones the first in raster order. Undefined for an empty mask. O(voxels).
 */
export function deepestVoxel(mask: Uint8Array, grid: VoxelGrid): DeepestVoxel | undefined {
  const box = boundingBox([mask], grid)
  if (box === undefined) return undefined
  // One voxel of margin makes the border count as an edge. A single slice is a picture and has no margin before and
  // behind it.
  const margin = [1, 1, grid.depth > 1 ? 1 : 0] as const
  const around: Box = {
    first: [box.first[0] - margin[0], box.first[1] - margin[1], box.first[2] - margin[2]],
    size: [box.size[0] + 2 * margin[0], box.size[1] + 2 * margin[1], box.size[2] + 2 * margin[2]],
  }
  const { mask: own, grid: padded } = cutOut(mask, grid, around)
  const room = squaredVoxelDistances(
    own.map(value => 1 - value),
    padded,
  )
  let best = -1
  for (let i = 0; i < room.length; i++) if (own[i] !== 0 && (best < 0 || room[i]! > room[best]!)) best = i
  const [columns, rows] = around.size
  return {
    x: around.first[0] + (best % columns),
    y: around.first[1] + (Math.floor(best / columns) % rows),
    z: around.first[2] + Math.floor(best / (columns * rows)),
    squaredDepth: room[best]!,
  }
}
