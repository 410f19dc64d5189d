/** Volumes: stacks of slices with one geometry, in the patient's coordinates. */
import { CutsError } from '../errors.ts'
import type { Image, PlaneGeometry, SampleType } from './image.ts'

/**
 * The position of a volume's grid in the patient, in millimetres: x to the left, y to the back, z to the head (LPS, as
 * in DICOM).
 */
export interface VolumeGeometry {
  /** Distance between voxel centres along columns, rows and slices. */
  readonly spacingMm: readonly [number, number, number]
  /** Centre of the first voxel. */
  readonly originMm: readonly [number, number, number]
  /** Unit vectors of the three axes as columns of a row-major 3x3 matrix. */
  readonly direction: readonly number[]
}

/** Intensities in the file's own units. */
export interface Volume {
  readonly width: number
  readonly height: number
  readonly depth: number
  readonly channels: number
  /** [channel][slice][row][column]. */
  readonly pixels: Float32Array
  readonly sampleType: SampleType
  /** Absent if the file does not state it. */
  readonly geometry?: VolumeGeometry | undefined
  /**
   * The grid of the pixels in the plane of their slice, for a file that states this but not the position of its slices.
   */
  readonly inPlane?: PlaneGeometry | undefined
}

/** A label per voxel; ids are non-negative and need not be consecutive. */
export interface LabelVolume {
  readonly width: number
  readonly height: number
  readonly depth: number
  /** [slice][row][column]. */
  readonly labels: Int32Array
  readonly geometry?: VolumeGeometry | undefined
}

/** A binary mask of a volume: 0 outside, anything else inside. */
export interface VolumeMask {
  readonly width: number
  readonly height: number
  readonly depth: number
  /** [slice][row][column]. */
  readonly data: Uint8Array
  readonly geometry?: VolumeGeometry | undefined
}

/**
 * Returns slice `index` of a volume as an image, with the spacing of its pixels but without its position in the
 * patient. Throws `InvalidArgument` outside [0, depth).
 */
export function sliceOf(
  { width, height, depth, channels, pixels, sampleType, geometry, inPlane }: Volume,
  index: number,
): Image {
  if (!Number.isInteger(index) || index < 0 || index >= depth)
    throw new CutsError('InvalidArgument', `a slice must be an integer in [0, ${depth}). Got ${index}.`)
  const area = width * height
  const slice = new Float32Array(channels * area)
  for (let c = 0; c < channels; c++) {
    const from = (c * depth + index) * area
    slice.set(pixels.subarray(from, from + area), c * area)
  }
  const image = { width, height, channels, pixels: slice, sampleType }
  if (geometry === undefined) return inPlane === undefined ? image : { ...image, geometry: inPlane }
  const [x, y] = geometry.spacingMm
  return { ...image, geometry: { spacingMm: [x, y], originMm: [0, 0], direction: [1, 0, 0, 1] } }
}
