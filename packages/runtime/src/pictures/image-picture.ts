/** The input image as a person expects to see it: 8-bit files as they are, other depths through a display window. */
import type { Image } from '@cuts/core'
import type { Raster } from './raster.ts'

/** Intensities shown as black and as white. */
export interface DisplayWindow {
  readonly low: number
  readonly high: number
}

const lowPercentile = 0.005
const highPercentile = 0.995
/** Percentiles are read from at most this many evenly spaced intensities. */
const maxSamples = 500_000

/**
 * 0..255 for 8-bit images. For other depths the 0.5 and 99.5 % percentiles of the finite intensities, over all shown
 * channels together so that colours keep their hue: a few hot or dead pixels do not darken the picture.
 */
export function displayWindow(image: Image): DisplayWindow {
  if (image.sampleType === 'uint8') return { low: 0, high: 255 }
  const length = shownChannels(image) * image.width * image.height
  const stride = Math.max(1, Math.ceil(length / maxSamples))
  const sorted = image.pixels
    .subarray(0, length)
    .filter((value, i) => i % stride === 0 && Number.isFinite(value))
    .sort()
  if (sorted.length === 0) return { low: 0, high: 1 }
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))]!
  return { low: at(lowPercentile), high: at(highPercentile) }
}

/**
 * Grey for one channel, RGB for three; of any other number of channels the first alone, as grey. NaN is black; a window
 * of no width (constant image) is mid-grey.
 */
export function drawImage(image: Image, window: DisplayWindow = displayWindow(image)): Raster {
  const { width, height, pixels } = image
  const channels = shownChannels(image)
  const area = width * height
  const { low, high } = window
  const scale = high > low ? 255 / (high - low) : 0
  const offset = high > low ? 0 : 128
  const data = new Uint8Array(channels * area)
  for (let c = 0; c < channels; c++) {
    for (let i = 0; i < area; i++) {
      const value = pixels[c * area + i]!
      const shade = Number.isNaN(value) ? 0 : offset + (scale === 0 ? 0 : (value - low) * scale)
      data[i * channels + c] = Math.round(Math.min(255, Math.max(0, shade)))
    }
  }
  return { kind: channels === 3 ? 'rgb' : 'grey', width, height, data }
}

function shownChannels(image: Image): 1 | 3 {
  return image.channels === 3 ? 3 : 1
}
