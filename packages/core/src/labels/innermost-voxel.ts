/** The point that a person would click in a volume. */
import { squaredVoxelDistances } from '../image/distance-transform.ts'
import type { VolumeMask } from '../image/volume.ts'
import { type Box, boundingBox, cutOut } from '../image/voxel-grid.ts'
import { largestVoxelComponent } from './components.ts'

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
  const component = largestVoxelComponent(found.mask, found.grid)
  // One voxel of margin makes the border count as an edge. A single slice is a picture and has no margin before and
  // behind it.
  const margin = [1, 1, depth > 1 ? 1 : 0] as const
  const around: Box = {
    first: [-margin[0], -margin[1], -margin[2]],
    size: [box.size[0] + 2 * margin[0], box.size[1] + 2 * margin[1], box.size[2] + 2 * margin[2]],
  }
  const { mask, grid: padded } = cutOut(component, found.grid, around)
  const room = squaredVoxelDistances(
    mask.map(value => 1 - value),
    padded,
  )
  let best = -1
  for (let i = 0; i < room.length; i++) if (mask[i] !== 0 && (best < 0 || room[i]! > room[best]!)) best = i
  const [columns, rows] = around.size
  return {
    x: box.first[0] - margin[0] + (best % columns),
    y: box.first[1] - margin[1] + (Math.floor(best / columns) % rows),
    z: box.first[2] - margin[2] + Math.floor(best / (columns * rows)),
  }
}
