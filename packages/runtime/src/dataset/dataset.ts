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
  /** Which array of a NumPy archive is the mask. */
  readonly maskArray?: string | undefined
  /** The how many-th the image is of a file of images, and its mask of a file of masks. */
  readonly index?: number
  readonly width: number
  readonly height: number
  /** Channels of the file, before the run's own channel count is imposed. */
  readonly channels: number
  /** What the image belongs to, where the source says so. */
  readonly group?: string
  /** Where the image is a slice: of which volume, the how many-th. */
  readonly sliceOf?: { readonly volume: string; readonly slice: number }
}

/** A volume whose slices are images of the dataset. */
export interface DatasetVolume extends Pick<Volume, 'width' | 'height' | 'depth' | 'geometry'> {
  /** How its slices were taken. */
  readonly view: View
  /** The how many-th it is of a file of several, such as points in time. */
  readonly timepoint?: number | undefined
  /** The files that it was read from, where there are several. */
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
  /** What the encoder reads: intensities in [-1, 1]. */
  readonly input: Planes
  readonly notices: readonly string[]
}
