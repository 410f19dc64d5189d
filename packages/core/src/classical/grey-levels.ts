/** Prepared intensities as 8-bit grey, which the methods of the paper's table read. */
import type { Planes } from '../image/planes.ts'

/** Weights of red, green and blue in grey (ITU-R BT.601). */
export const luma = [0.299, 0.587, 0.114] as const
/** The same with red and blue swapped, as in the program that made the paper's Table 1. */
export const swappedLuma = [0.114, 0.587, 0.299] as const

/**
 * 8-bit grey levels: three channels become 0..255 and are weighted; of any other number of channels the mean is taken.
 */
export function greyLevels(image: Planes, weights: readonly number[]): Uint8Array {
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
