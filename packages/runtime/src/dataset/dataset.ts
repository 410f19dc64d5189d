/**
 * Images ready for the network, whatever their files held: one channel count for the whole run, intensities in [-1, 1],
 * no NaN. Loading is lazy, so that a set larger than memory still trains.
 */
import type { Image, Planes, Volume } from '@cuts/core'
import type { View } from '@cuts/core/volume'

export interface DatasetImage {
  readonly id: string
  readonly path: string
  readonly mask?: string
  /** Name of the mask array in a NumPy archive. */
  readonly maskArray?: string | undefined
  /** Index of the image in a file of several images. Its mask has the same index. */
  readonly index?: number
  readonly width: number
  readonly height: number
  /** Channels of the file, before the run's own channel count is imposed. */
  readonly channels: number
  /** Group of the image, if the source names one. */
  readonly group?: string
  /** Volume and index of the slice, if the image is a slice. */
  readonly sliceOf?: { readonly volume: string; readonly slice: number }
}

/** A volume whose slices are images of the dataset. */
export interface DatasetVolume extends Pick<Volume, 'width' | 'height' | 'depth' | 'geometry'> {
  /** How its slices were taken. */
  readonly view: View
  /** Index of the volume in a file of several volumes, such as points in time. */
  readonly timepoint?: number | undefined
  /** All input files, if there are several. */
  readonly files?: readonly string[] | undefined
}

export interface Dataset {
  readonly images: readonly DatasetImage[]
  /** By their names. */
  readonly volumes: ReadonlyMap<string, DatasetVolume>
  /** Channels of the network's input. */
  readonly channels: number
  load(index: number): Promise<LoadedImage>
}

export interface LoadedImage {
  /** As read, non-finite pixels replaced. */
  readonly image: Image
  /** Input of the encoder: intensities in [-1, 1], at the working size. */
  readonly input: Planes
  readonly notices: readonly string[]
}
