/**
 * Where a person who knows the truth would click next to correct a mask: in the middle of the larger error. The rule is
 * that of the interactive field, so that figures can be compared.
 */
import { CutsError } from '../errors.ts'
import type { Mask } from '../image/image.ts'
import { pictureGrid } from '../image/voxel-grid.ts'
import { type DeepestVoxel, deepestVoxel } from './deepest.ts'

export interface CorrectingClick {
  readonly x: number
  readonly y: number
  /** Whether the pixel belongs to what is meant (1: it was missed) or not (-1: it is marked by mistake). */
  readonly sign: 1 | -1
}

/**
 * The most interior pixel of the larger error, the one with the deeper interior: pixels that `mask` misses, or pixels
 * that it marks by mistake. The border of the image counts as an edge. Of equally large errors the missed one is
 * clicked, of equally deep pixels the first in raster order. With an empty mask this is the most interior pixel of the
 * truth. Undefined if nothing is wrong. Throws `Mismatch` if the sizes differ. O(pixels).
 */
export function correctingClick(mask: Mask, truth: Mask): CorrectingClick | undefined {
  const { width, height } = truth
  if (mask.width !== width || mask.height !== height)
    throw new CutsError(
      'Mismatch',
      `a mask of ${mask.width}x${mask.height} cannot be corrected with one of ${width}x${height}.`,
    )
  const grid = pictureGrid(width, height)
  const deepestOf = (a: Uint8Array, b: Uint8Array): DeepestVoxel | undefined =>
    deepestVoxel(
      a.map((value, i) => (value !== 0 && b[i] === 0 ? 1 : 0)),
      grid,
    )
  const missed = deepestOf(truth.data, mask.data)
  const wrong = deepestOf(mask.data, truth.data)
  if (missed !== undefined && missed.squaredDepth >= (wrong?.squaredDepth ?? 0))
    return { x: missed.x, y: missed.y, sign: 1 }
  return wrong && { x: wrong.x, y: wrong.y, sign: -1 }
}
