/** Scaled intensities as the training-free methods take them, and their 8-bit form. */
import { toLab } from '../image/lab.ts'

/** Intensities scaled by `prepareIntensities`: planar [channels][height][width], in [-1, 1]. */
export interface PreparedImage {
  readonly width: number
  readonly height: number
  readonly channels: number
  readonly data: Float32Array
}

/** Weights of red, green and blue in grey (ITU-R BT.601). */
export const luma = [0.299, 0.587, 0.114] as const
/** The same with red and blue swapped, as in the program that made the paper's Table 1. */
export const swappedLuma = [0.114, 0.587, 0.299] as const

/**
 * 8-bit grey levels: three channels become 0..255 and are weighted; of any other number of channels the mean is taken.
 */
export function greyLevels(image: PreparedImage, weights: readonly number[]): Uint8Array {
  const { width, height, channels, data } = image
  const area = width * height
  const share = channels === 3 ? weights : Array.from({ length: channels }, () => 1 / channels)
  const grey = new Uint8Array(area)
  for (let i = 0; i < area; i++) {
    let level = 0
    for (let c = 0; c < channels; c++) level += share[c]! * Math.round((255 * (data[c * area + i]! + 1)) / 2)
    grey[i] = Math.round(level)
  }
  return grey
}

/**
 * Colours as they are told apart: L*a*b* of grey and of colour images, 0..100 of each channel of others.
 * [3 or channels][height][width]
 */
export function perceivedColours({ width, height, channels, data }: PreparedImage): Float32Array {
  const shares = data.map(value => (value + 1) / 2)
  return channels === 1 || channels === 3 ? toLab(shares, width * height) : shares.map(value => 100 * value)
}
