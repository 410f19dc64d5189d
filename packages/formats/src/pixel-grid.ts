/** Pixels on their way into a file: an image or a volume, in the sample type that the file will hold. */
import {
  CutsError,
  type Image,
  type LabelMap,
  type LabelVolume,
  type PlaneGeometry,
  type SampleType,
  type Volume,
  type VolumeGeometry,
} from '@cuts/core'
import type { Samples } from './raster.ts'

export interface PixelGrid {
  /** Columns, rows and slices; an image has one slice. */
  readonly size: readonly [number, number, number]
  /** Samples a pixel, side by side in `data`. */
  readonly channels: number
  /** [slice][row][column][channel]. */
  readonly data: Samples
  readonly geometry?: PlaneGeometry | VolumeGeometry | undefined
}

/** How other programs show a region of a label map. */
export interface RegionStyle {
  /** The label of the region; formats of segmentations use 0 for the background. */
  readonly label: number
  readonly name: string
  /** Red, green, blue, 0..255. */
  readonly colour: readonly [number, number, number]
}

const arrays = {
  uint8: Uint8Array,
  int8: Int8Array,
  uint16: Uint16Array,
  int16: Int16Array,
  uint32: Uint32Array,
  int32: Int32Array,
  float32: Float32Array,
  float64: Float64Array,
} as const

export function sampleTypeOf(data: Samples): SampleType {
  for (const type of Object.keys(arrays) as SampleType[]) if (data instanceof arrays[type]) return type
  throw new CutsError('InvalidArgument', 'internal: samples must be a typed array of numbers.')
}

/**
 * A label map as an image, for formats without volumes; the place of its slice in a patient is left out. Throws
 * `InvalidArgument` for several slices.
 */
export function flatLabels(map: LabelMap | LabelVolume): LabelMap {
  if (!('depth' in map)) return map
  if (map.depth !== 1)
    throw new CutsError('InvalidArgument', `an image is one slice of labels. Got ${map.depth}.`, {
      remedy: 'Write a format that holds volumes.',
    })
  const { width, height, labels } = map
  return { width, height, labels }
}

/**
 * Labels in the smallest of uint8, uint16 and int32 that holds them all. Throws `InvalidArgument` for a wrong length.
 */
export function labelGrid(map: LabelMap | LabelVolume): PixelGrid {
  const { width, height, labels, geometry } = map
  const depth = 'depth' in map ? map.depth : 1
  expectLength('labels', labels.length, width * height * depth)
  let [low, high] = [0, 0]
  for (let i = 0; i < labels.length; i++) {
    if (labels[i]! < low) low = labels[i]!
    if (labels[i]! > high) high = labels[i]!
  }
  const data = low < 0 || high > 65535 ? labels : high > 255 ? Uint16Array.from(labels) : Uint8Array.from(labels)
  return { size: [width, height, depth], channels: 1, data, geometry }
}

/** Intensities in the sample type of the file that they came from. Throws `InvalidArgument` for a wrong length. */
export function intensityGrid(image: Image | Volume): PixelGrid {
  const { width, height, channels, pixels, sampleType, geometry } = image
  const depth = 'depth' in image ? image.depth : 1
  const area = width * height * depth
  expectLength('pixels', pixels.length, channels * area)
  const data = new arrays[sampleType](channels * area)
  for (let c = 0; c < channels; c++)
    for (let i = 0, from = c * area, to = c; i < area; i++, from++, to += channels) data[to] = pixels[from]!
  return { size: [width, height, depth], channels, data, geometry }
}

/**
 * Returns the grid in the patient's space. An image lies in the plane z = 0; it has no next slice, so 1 mm is written
 * if a format needs a slice distance.
 */
export function inSpace(geometry: PlaneGeometry | VolumeGeometry): VolumeGeometry {
  const { spacingMm, originMm, direction } = geometry
  if (spacingMm.length === 3) return geometry as VolumeGeometry
  const [xx = 1, xy = 0, yx = 0, yy = 1] = direction
  return {
    spacingMm: [spacingMm[0], spacingMm[1], 1],
    originMm: [originMm[0], originMm[1], 0],
    direction: [xx, xy, 0, yx, yy, 0, 0, 0, 1],
  }
}

function expectLength(what: string, actual: number, expected: number): void {
  if (actual !== expected)
    throw new CutsError('InvalidArgument', `${what} of a grid must hold ${expected} values. Got ${actual}.`)
}

/**
 * Returns the bytes of samples, little endian, which is the memory order of every processor that runs JavaScript today.
 */
export function bytesOf({ buffer, byteOffset, byteLength }: Samples): Uint8Array<ArrayBuffer> {
  return new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength)
}
