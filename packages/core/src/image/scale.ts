/** Intensities of any scanner to the network's range. */
import { choice, type OptionValues, real } from '../options/index.ts'
import type { Image } from './image.ts'

export const imageOptions = {
  scaling: choice('auto', {
    values: ['auto', 'type', 'robust'],
    doc: 'type maps 0..255 to -1..1; robust maps the percentiles below; auto is type for 8-bit images, robust for others',
  }),
  lowPercentile: real(0.1, {
    min: 0,
    max: 49,
    unit: '%',
    doc: 'robust scaling: intensities below this percentile become -1',
  }),
  highPercentile: real(99.9, {
    min: 51,
    max: 100,
    unit: '%',
    doc: 'robust scaling: intensities above this percentile become 1',
  }),
}

export type ImageOptions = OptionValues<typeof imageOptions>

/**
 * Intensities [channels][height][width] in [-1, 1]. 8-bit values v become 2 v / 255 - 1, as in the paper's software;
 * others are scaled between two percentiles over all channels together, so that colours keep their hue. An image
 * without contrast becomes 0 everywhere. Pixels must be finite.
 */
export function scaleIntensities(image: Image, options: ImageOptions): Float32Array {
  const { pixels } = image
  const byType = options.scaling === 'type' || (options.scaling === 'auto' && image.sampleType === 'uint8')
  const low = byType ? 0 : percentile(pixels, options.lowPercentile)
  const high = byType ? typeMaximum(image) : percentile(pixels, options.highPercentile)
  if (high <= low) return new Float32Array(pixels.length)
  const factor = 2 / (high - low)
  return pixels.map(value => Math.min(1, Math.max(-1, (value - low) * factor - 1)))
}

function typeMaximum(image: Image): number {
  switch (image.sampleType) {
    case 'uint8':
      return 255
    case 'int8':
      return 127
    case 'uint16':
      return 65535
    case 'int16':
      return 32767
    case 'uint32':
      return 4294967295
    case 'int32':
      return 2147483647
    case 'float32':
    case 'float64':
      return 1
    default:
      return image.sampleType satisfies never
  }
}

/**
 * The given percentile, by linear interpolation between order statistics, of evenly spaced values: all of
 * them where there are less than 131,072, then between 65,536 and 131,071.
 */
export function percentile(values: Float32Array, percent: number): number {
  const stride = Math.max(1, Math.floor(values.length / 65536))
  const sample = new Float32Array(Math.ceil(values.length / stride))
  for (let i = 0; i < sample.length; i++) sample[i] = values[i * stride]!
  sample.sort()
  const at = (percent / 100) * (sample.length - 1)
  const below = Math.floor(at)
  const next = Math.min(sample.length - 1, below + 1)
  return sample[below]! + (at - below) * (sample[next]! - sample[below]!)
}
