/** The header of a volume file: the grid, and how its voxels are stored. */
import { CutsError, type PlaneGeometry, type SampleType, type VolumeGeometry } from '@cuts/core'
import { damaged } from '../header.ts'

/** Number types of stored samples. 64-bit integers become floats of 64 bits. */
export type StoredType = SampleType | 'uint64' | 'int64' | 'float16'

export interface VolumeHeader {
  readonly width: number
  readonly height: number
  /** Slices: 1 for a picture; pages of a TIFF, frames of a DICOM file, files of a DICOM series. */
  readonly depth: number
  /** Measurements at a voxel: 3 for RGB; alpha is not counted. */
  readonly channels: number
  /** Volumes along time or another further axis, such as echoes; one of them is read at a time. */
  readonly timepoints: number
  /** The type of the intensities after the rescaling that the file states. */
  readonly sampleType: SampleType
  readonly geometry?: VolumeGeometry | undefined
  readonly inPlane?: PlaneGeometry | undefined
  /** The intensities that the file suggests to show as black and white; a hint only, no values are clipped. */
  readonly window?: readonly [black: number, white: number] | undefined
}

/**
 * The position of the sample of column x, row y, slice z, channel c of timepoint t among the stored ones, and its
 * meaning.
 */
export interface VoxelLayout {
  readonly stored: StoredType
  readonly littleEndian: boolean
  /** Samples from one column, row, slice, channel and timepoint to the next. */
  readonly strides: readonly [x: number, y: number, z: number, c: number, t: number]
  /** Intensity = slope * stored + intercept. */
  readonly slope: number
  readonly intercept: number
  /** Slope and intercept of a slice of a timepoint, if they differ. */
  readonly scaling?: (slice: number, timepoint: number) => readonly [slope: number, intercept: number]
}

/** A header together with the way to its voxels. */
export interface VolumeFile {
  readonly header: VolumeHeader
  readonly layout: VoxelLayout
  /** Returns the first `samples` stored samples as bytes, unpacked; fewer if the file holds fewer. */
  readonly voxelBytes: (samples: number) => Uint8Array
  /** Sentences that name the file and state what was left out or assumed. */
  readonly notices: readonly string[]
}

export const storedBytes: { readonly [type in StoredType]: number } = {
  uint8: 1,
  int8: 1,
  uint16: 2,
  int16: 2,
  float16: 2,
  uint32: 4,
  int32: 4,
  float32: 4,
  uint64: 8,
  int64: 8,
  float64: 8,
}

/**
 * Largest number of samples of one image that are read unless a larger limit is given: 2^29, 2 GiB as 32-bit floats.
 * The decoder also holds the file and its unpacked bytes.
 */
export const defaultMaxSamples = 2 ** 29

/**
 * Checks, before anything is allocated, that `size` (columns, rows, slices, channels) is valid and fits in memory.
 * Throws `Unreadable` for an axis that is not a positive count, `Unsupported` beyond `maxSamples`.
 */
export function checkVolumeSize(size: readonly number[], name: string, maxSamples = defaultMaxSamples): void {
  const shape = size.slice(0, 3).join(' x ')
  if (size.some(length => !Number.isSafeInteger(length) || length < 1))
    throw damaged(name, `its header says that it is ${shape} voxels of ${size[3] ?? 1} channels`)
  const samples = size.reduce((product, length) => product * length, 1)
  if (samples > maxSamples)
    throw new CutsError(
      'Unsupported',
      `${name} says that it holds ${shape} voxels of ${size[3] ?? 1} channels; at most ${maxSamples} values are read.`,
      { remedy: 'Crop the image or reduce it, or raise the limit if there is memory for at least four bytes a value.' },
    )
}

/** Throws `InvalidArgument` unless `timepoint` is an index of one of the volumes of a file. */
export function expectTimepoint(timepoint: number, timepoints: number, name: string): void {
  if (!Number.isInteger(timepoint) || timepoint < 0 || timepoint >= timepoints)
    throw new CutsError(
      'InvalidArgument',
      `the volume of ${name} must be an integer in [0, ${timepoints}). Got ${timepoint}.`,
    )
}

const wholeTypes: readonly (readonly [SampleType, least: number, most: number])[] = [
  ['uint8', 0, 255],
  ['int8', -128, 127],
  ['int16', -32768, 32767],
  ['uint16', 0, 65535],
  ['int32', -(2 ** 31), 2 ** 31 - 1],
  ['uint32', 0, 2 ** 32 - 1],
]

/** The type of intensities after rescaling; see {@link wholeType}. */
export function rescaledType(stored: StoredType, slope: number, intercept: number): SampleType {
  if (stored === 'float16') return 'float32'
  if (stored === 'int64' || stored === 'uint64') return 'float64'
  if ((slope === 1 && intercept === 0) || stored === 'float32' || stored === 'float64') return stored
  const [, least, most] = wholeTypes.find(([type]) => type === stored)!
  return wholeType(least, most, slope, intercept)
}

/**
 * The smallest type of whole numbers that holds slope * n + intercept for every n in [least, most], or 32-bit floats.
 */
export function wholeType(least: number, most: number, slope: number, intercept: number): SampleType {
  const isWhole = Number.isInteger(slope) && Number.isInteger(intercept)
  const ends = [slope * least + intercept, slope * most + intercept]
  const fits = wholeTypes.find(([, low, high]) => Math.min(...ends) >= low && Math.max(...ends) <= high)
  return isWhole && fits !== undefined ? fits[0] : 'float32'
}
