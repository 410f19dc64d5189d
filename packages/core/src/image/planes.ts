/**
 * Pixels as algorithms read them, one plane a channel: [channels][height][width]. Prepared for a network or a method
 * without training, intensities lie in [-1, 1].
 */
export interface Planes {
  readonly width: number
  readonly height: number
  readonly channels: number
  readonly data: Float32Array
}
