/** Volumes seen along axes other than those stored: reordered, some of them reversed, without resampling. */
import { CutsError } from '../errors.ts'
import type { Volume, VolumeGeometry } from '../image/volume.ts'

/** Planes of slices. `acquired` is the plane in which the volume is stored. */
export const slicePlanes = ['acquired', 'axial', 'coronal', 'sagittal'] as const
export type SlicePlane = (typeof slicePlanes)[number]

/** How the columns, rows and slices of a view run along the axes of the volume itself. */
export interface View {
  /** The axis of the volume (0 columns, 1 rows, 2 slices) for each axis of the view. */
  readonly axes: readonly [number, number, number]
  /** Whether each axis is reversed. */
  readonly backwards: readonly [boolean, boolean, boolean]
}

type Size = Pick<Volume, 'width' | 'height' | 'depth'>

export const asStored: View = { axes: [0, 1, 2], backwards: [false, false, false] }

/**
 * Directions of columns, rows and slices in radiological views (LPS, as columns of a row-major 3x3 matrix): the
 * patient's left is on the right; the front, or else the head, is at the top; slices start at the feet, front and
 * right.
 */
const radiological: { readonly [plane in Exclude<SlicePlane, 'acquired'>]: readonly number[] } = {
  axial: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  coronal: [1, 0, 0, 0, 0, 1, 0, -1, 0],
  sagittal: [0, 0, 1, 1, 0, 0, 0, -1, 0],
}

/**
 * Returns the view whose slices are nearest to `plane` among those of the grid. Throws `Unsupported` if the orientation
 * of the volume is unknown.
 */
export function viewOfPlane(geometry: VolumeGeometry | undefined, plane: SlicePlane): View {
  if (plane === 'acquired') return asStored
  if (geometry === undefined)
    throw new CutsError('Unsupported', `${plane} slices need a volume whose file states its orientation.`, {
      remedy: 'Use the slices as they were acquired.',
    })
  return viewAlong(geometry, radiological[plane])
}

/**
 * The view whose axes run along those of `direction`, row-major 3x3 with axes as columns, as nearly as those of the
 * grid can.
 */
export function viewAlong({ direction: own }: VolumeGeometry, direction: readonly number[]): View {
  const cosine = (axis: number, target: number): number =>
    [0, 1, 2].reduce((sum, row) => sum + own[3 * row + axis]! * direction[3 * row + target]!, 0)
  let best: View['axes'] = [0, 1, 2]
  let bestFit = Number.NEGATIVE_INFINITY
  for (const axes of orders) {
    const fit = axes.reduce((sum, axis, target) => sum + Math.abs(cosine(axis, target)), 0)
    if (fit <= bestFit) continue
    best = axes
    bestFit = fit
  }
  const isBackwards = (target: 0 | 1 | 2): boolean => cosine(best[target], target) < 0
  return { axes: best, backwards: [isBackwards(0), isBackwards(1), isBackwards(2)] }
}

const orders: readonly View['axes'][] = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
]

/**
 * Returns the positions of the voxels of a view among those of its volume of `size`, for one channel: voxel (i, j, k)
 * is at `first` + i * `steps[0]` + j * `steps[1]` + k * `steps[2]`; `size` is the view's own.
 */
export function voxelsOfView(
  { width, height, depth }: Size,
  { axes, backwards }: View,
): { readonly size: Size; readonly first: number; readonly steps: readonly [number, number, number] } {
  const lengths = [width, height, depth] as const
  const strides = [1, width, width * height] as const
  const step = (axis: 0 | 1 | 2): number => (backwards[axis] ? -1 : 1) * strides[axes[axis]]!
  const length = (axis: 0 | 1 | 2): number => lengths[axes[axis]]!
  const ends = [0, 1, 2].map(axis => (backwards[axis] ? (lengths[axes[axis]!]! - 1) * strides[axes[axis]!]! : 0))
  return {
    size: { width: length(0), height: length(1), depth: length(2) },
    first: ends[0]! + ends[1]! + ends[2]!,
    steps: [step(0), step(1), step(2)],
  }
}

/** Returns the volume in the order of the view, at the same position in the patient. */
export function viewVolume(volume: Volume, view: View): Volume {
  if (isAsStored(view)) return volume
  const { size, first, steps } = voxelsOfView(volume, view)
  const voxels = size.width * size.height * size.depth
  const pixels = new Float32Array(volume.pixels.length)
  let to = 0
  for (let channel = 0; channel < volume.channels; channel++)
    for (let k = 0; k < size.depth; k++)
      for (let j = 0; j < size.height; j++) {
        let from = channel * voxels + first + k * steps[2] + j * steps[1]
        for (let i = 0; i < size.width; i++, from += steps[0]) pixels[to++] = volume.pixels[from]!
      }
  const { channels, sampleType, geometry } = volume
  return { ...size, channels, sampleType, pixels, geometry: geometry && viewGeometry(geometry, volume, view) }
}

/** Returns the position of the grid of a view of a volume of `size`. */
export function viewGeometry(
  { spacingMm, originMm, direction }: VolumeGeometry,
  { width, height, depth }: Size,
  { axes, backwards }: View,
): VolumeGeometry {
  const lengths = [width, height, depth]
  const turned = (axis: number, value: number): number => (backwards[axis] ? 0 - value : value)
  /** Along a direction of the patient, from the volume's first voxel to the view's. */
  const shift = (row: number): number =>
    [0, 1, 2]
      .filter(axis => backwards[axis])
      .map(axis => axes[axis]!)
      .reduce((sum, own) => sum + (lengths[own]! - 1) * spacingMm[own]! * direction[3 * row + own]!, 0)
  return {
    spacingMm: [spacingMm[axes[0]]!, spacingMm[axes[1]]!, spacingMm[axes[2]]!],
    originMm: [originMm[0] + shift(0), originMm[1] + shift(1), originMm[2] + shift(2)],
    direction: [0, 1, 2].flatMap(row => axes.map((own, axis) => turned(axis, direction[3 * row + own]!))),
  }
}

export function isAsStored({ axes, backwards }: View): boolean {
  return axes.every((own, axis) => own === axis) && !backwards.includes(true)
}

/**
 * Returns the directions of columns, rows and slices as three letters: R or L, A or P, S or I (NIfTI's way: RAS is
 * rightwards, to the front, to the head); the nearest if they lie obliquely.
 */
export function orientationCode(geometry: VolumeGeometry): string {
  const { axes, backwards } = viewAlong(geometry, [1, 0, 0, 0, 1, 0, 0, 0, 1])
  const letters = ['LR', 'PA', 'SI'] as const
  return [0, 1, 2].map(own => letters[axes.indexOf(own)]![backwards[axes.indexOf(own)] ? 1 : 0]).join('')
}
