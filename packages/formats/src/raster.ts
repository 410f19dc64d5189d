/** Samples as a decoder delivers them, before they become an `Image`. */
import type { SampleType } from '@cuts/core'

export type Samples =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array

/** Rows from the top, samples of a pixel side by side. */
export interface Raster {
  readonly width: number
  readonly height: number
  /** Samples a pixel, alpha and other extra samples included. */
  readonly samples: number
  readonly data: Samples
  readonly sampleType: SampleType
}
