/** From a label map to a mask: selects one of the labels. */
import { CutsError } from '../errors.ts'
import type { LabelMap, Mask } from '../image/image.ts'
import { dice } from '../metrics/overlap.ts'
import { innermostVoxel } from './innermost-voxel.ts'

/** All pixels of one label. */
export function maskOfLabel(map: LabelMap, label: number): Mask {
  const { width, height, geometry, labels } = map
  const data = new Uint8Array(labels.length)
  for (let i = 0; i < labels.length; i++) if (labels[i] === label) data[i] = 1
  return { width, height, geometry, data }
}

/**
 * The paper's label hint (its evaluation protocol): the label most frequent under the truth; of equally frequent ones
 * the one met first in raster order under the truth. An empty truth gives an empty mask and no label.
 */
export function labelHint(map: LabelMap, truth: Mask): { readonly label: number | undefined; readonly mask: Mask } {
  expectSameSize(map, truth)
  const counts = new Map<number, number>()
  for (let i = 0; i < truth.data.length; i++)
    if (truth.data[i] !== 0) counts.set(map.labels[i]!, (counts.get(map.labels[i]!) ?? 0) + 1)
  let label: number | undefined
  let most = 0
  // A Map iterates in order of insertion, which is raster order here.
  for (const [candidate, count] of counts)
    if (count > most) {
      label = candidate
      most = count
    }
  if (label !== undefined) return { label, mask: maskOfLabel(map, label) }
  const { width, height, geometry } = map
  return { label, mask: { width, height, geometry, data: new Uint8Array(width * height) } }
}

/** All pixels of the label under a pixel. Throws `InvalidArgument` outside the image. */
export function regionAt(map: LabelMap, x: number, y: number): Mask {
  if (!Number.isInteger(x) || !Number.isInteger(y) || x < 0 || y < 0 || x >= map.width || y >= map.height)
    throw new CutsError(
      'InvalidArgument',
      `(${x}, ${y}) lies outside the image of ${map.width}x${map.height} pixels.`,
      {
        remedy: `Give x from 0 to ${map.width - 1} and y from 0 to ${map.height - 1}.`,
      },
    )
  return maskOfLabel(map, map.labels[y * map.width + x]!)
}

/**
 * Returns the point that a person would click: the pixel of the mask's largest component farthest from its edge and
 * from the image border; undefined for an empty mask.
 */
export function innermostPixel({ width, height, data }: Mask): { readonly x: number; readonly y: number } | undefined {
  const voxel = innermostVoxel({ width, height, depth: 1, data })
  return voxel && { x: voxel.x, y: voxel.y }
}

/**
 * Returns the mask with the highest Dice and its index; of equally good masks, the first. Masks are taken one at a
 * time, and only the best is kept. Throws `InvalidArgument` if no mask is given.
 */
export function bestLevel(masks: Iterable<Mask>, truth: Mask): { readonly level: number; readonly mask: Mask } {
  let best: { level: number; mask: Mask } | undefined
  let highest = -1
  let level = 0
  for (const mask of masks) {
    const score = dice(mask.data, truth.data)
    if (score > highest) {
      highest = score
      best = { level, mask }
    }
    level++
  }
  if (best === undefined) throw new CutsError('InvalidArgument', 'the best level needs at least one level. Got none.')
  return best
}

function expectSameSize(map: LabelMap, truth: Mask): void {
  if (map.width !== truth.width || map.height !== truth.height)
    throw new CutsError(
      'Mismatch',
      `a label map of ${map.width}x${map.height} cannot be read with a mask of ${truth.width}x${truth.height}.`,
    )
}
