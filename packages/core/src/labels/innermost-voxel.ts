/** The point that a person would click in a volume. */
import type { VolumeMask } from '../image/volume.ts'
import { boundingBox, cutOut } from '../image/voxel-grid.ts'
import { largestVoxelComponent } from './components.ts'
import { deepestVoxel } from './deepest.ts'

/**
 * Returns the voxel of the mask's largest component farthest from its edge and from the border of the volume, by its
 * column, row and slice; in millimetres if the mask has a geometry. Undefined for an empty mask. O(voxels).
 */
export function innermostVoxel(
  truth: VolumeMask,
): { readonly x: number; readonly y: number; readonly z: number } | undefined {
  const { width, height, depth, data, geometry } = truth
  const grid = { width, height, depth, spacing: geometry?.spacingMm ?? ([1, 1, 1] as const) }
  const box = boundingBox([data], grid)
  if (box === undefined) return undefined
  const found = cutOut(data, grid, box)
  const deepest = deepestVoxel(largestVoxelComponent(found.mask, found.grid), found.grid)!
  return { x: box.first[0] + deepest.x, y: box.first[1] + deepest.y, z: box.first[2] + deepest.z }
}
