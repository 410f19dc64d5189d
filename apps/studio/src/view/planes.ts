/** Planes of a volume: which way they are shown, what lies on their edges, and a section as an image. */
import type { Image, Volume, VolumeGeometry } from '@cuts/core'
import {
  asStored,
  isAsStored,
  orientationCode,
  slicePlanes,
  type View,
  viewGeometry,
  viewOfPlane,
  voxelsOfView,
} from '@cuts/core/volume'

/** Planes of the patient, or, where a file does not say how it lies, of its grid. */
export type PlaneName = 'axial' | 'coronal' | 'sagittal' | 'slices' | 'rows' | 'columns'

export interface Plane {
  readonly name: PlaneName
  /** How columns, rows and sections of the plane run in the volume. */
  readonly view: View
}

type Size = Pick<Volume, 'width' | 'height' | 'depth'>

const gridPlanes: readonly Plane[] = [
  { name: 'slices', view: asStored },
  { name: 'rows', view: { axes: [0, 2, 1], backwards: [false, false, false] } },
  { name: 'columns', view: { axes: [1, 2, 0], backwards: [false, false, false] } },
]

/**
 * How the slices of a volume are turned to be shown as is usual: the patient's right on the left, the front or the head at
 * the top. The slices stay in their order, and the voxels on their grid.
 */
export function usualView(geometry: VolumeGeometry | undefined): View {
  if (geometry === undefined) return asStored
  for (const plane of slicePlanes) {
    if (plane === 'acquired') continue
    const { axes, backwards } = viewOfPlane(geometry, plane)
    if (axes[2] === 2) return { axes, backwards: [backwards[0], backwards[1], false] }
  }
  return asStored
}

/** A picture is shown as it is, whatever its file says of a patient. */
export function shownView({ depth, geometry }: Pick<Volume, 'depth' | 'geometry'>): View {
  return depth > 1 ? usualView(geometry) : asStored
}

/** The three planes of a volume, that of its slices first. */
export function planesOf(geometry: VolumeGeometry | undefined): readonly Plane[] {
  if (geometry === undefined) return gridPlanes
  const named = slicePlanes.flatMap((name): Plane[] =>
    name === 'acquired' ? [] : [{ name, view: viewOfPlane(geometry, name) }],
  )
  const own = named.find(({ view }) => view.axes[2] === 2)!
  return [
    { ...own, view: { ...own.view, backwards: [own.view.backwards[0], own.view.backwards[1], false] } },
    ...named.filter(plane => plane !== own),
  ]
}

/** Letters at the left, right, top and bottom of a plane: the sides of the patient there, nearest where it lies obliquely. */
export interface EdgeLetters {
  readonly left: string
  readonly right: string
  readonly top: string
  readonly bottom: string
}

const opposite: { readonly [letter: string]: string } = { R: 'L', L: 'R', A: 'P', P: 'A', S: 'I', I: 'S' }

export function edgeLetters(geometry: VolumeGeometry | undefined, size: Size, view: View): EdgeLetters | undefined {
  if (geometry === undefined) return undefined
  const [right = '', bottom = ''] = orientationCode(viewGeometry(geometry, size, view))
  return { left: opposite[right]!, right, top: opposite[bottom]!, bottom }
}

/** One section of a volume along a view, as an image. */
export function sectionOf(volume: Volume, view: View, index: number): Image {
  const { size, first, steps } = voxelsOfView(volume, view)
  const { width, height } = size
  const { channels, sampleType, pixels: voxels } = volume
  const count = volume.width * volume.height * volume.depth
  const pixels = new Float32Array(channels * width * height)
  for (let c = 0, to = 0; c < channels; c++)
    for (let y = 0; y < height; y++) {
      let from = c * count + first + index * steps[2] + y * steps[1]
      for (let x = 0; x < width; x++, from += steps[0]) pixels[to++] = voxels[from]!
    }
  return { width, height, channels, pixels, sampleType }
}

/** The same of the labels of a volume. */
export function labelsOf(labels: Uint8Array, size: Size, view: View, index: number): Uint8Array {
  const { size: own, first, steps } = voxelsOfView(size, view)
  const section = new Uint8Array(own.width * own.height)
  for (let y = 0, to = 0; y < own.height; y++) {
    let from = first + index * steps[2] + y * steps[1]
    for (let x = 0; x < own.width; x++, from += steps[0]) section[to++] = labels[from]!
  }
  return section
}

/** A voxel as column, row and section of a view. */
export function inView(
  voxel: readonly [number, number, number],
  size: Size,
  { axes, backwards }: View,
): [number, number, number] {
  const lengths = [size.width, size.height, size.depth]
  return axes.map((axis, k) => (backwards[k] ? lengths[axis]! - 1 - voxel[axis]! : voxel[axis]!)) as [
    number,
    number,
    number,
  ]
}

/** The voxel at a column, row and section of a view. */
export function fromView(
  at: readonly [number, number, number],
  size: Size,
  { axes, backwards }: View,
): [number, number, number] {
  const lengths = [size.width, size.height, size.depth]
  const voxel: [number, number, number] = [0, 0, 0]
  for (const [k, axis] of axes.entries()) voxel[axis] = backwards[k] ? lengths[axis]! - 1 - at[k]! : at[k]!
  return voxel
}

/** Values in the order of a view, of one volume of `size` or of one of its slices. */
export function turned<T extends Int32Array | Uint8Array>(values: T, size: Size, view: View): T {
  if (isAsStored(view)) return values
  const { size: own, first, steps } = voxelsOfView(size, view)
  const out = values.slice() as T
  let to = 0
  for (let k = 0; k < own.depth; k++)
    for (let j = 0; j < own.height; j++) {
      let from = first + k * steps[2] + j * steps[1]
      for (let i = 0; i < own.width; i++, from += steps[0]) out[to++] = values[from]!
    }
  return out
}

/** The view of a view that is the volume as it was. */
export function inverseView({ axes, backwards }: View): View {
  const back: [number, number, number] = [0, 0, 0]
  const flips: [boolean, boolean, boolean] = [false, false, false]
  for (const [k, axis] of axes.entries()) {
    back[axis] = k
    flips[axis] = backwards[k]!
  }
  return { axes: back, backwards: flips }
}
