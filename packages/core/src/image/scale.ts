/** Intensities of any scanner to the network's range. */
import { choice, flag, integer, type OptionValues, real } from '../options/index.ts'
import type { Image } from './image.ts'

export const intensityOptions = {
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
  foreground: flag(false, { doc: 'find the air around the patient, make it -1, and scale by what is not air' }),
  flatten: flag(false, { doc: 'take out the slow shading of receive coils first; for magnetic resonance images' }),
  flattenDegree: integer(2, {
    min: 1,
    max: 6,
    doc: 'flatten: degree of the polynomial that the logarithm of the shading follows',
  }),
}

export type IntensityOptions = OptionValues<typeof intensityOptions>

/**
 * Intensities [channels][height][width] in [-1, 1]. Scaled by type, 0 becomes -1 and the type's maximum (1 for floats)
 * becomes 1, so 8-bit values v become 2 v / 255 - 1 as in the paper's software; the robust way scales between two
 * percentiles over all channels together, so that colours keep their hue, or between the extremes where the percentiles
 * coincide (a few bright pixels on an even ground). An image without contrast becomes 0 everywhere in the robust way.
 * Pixels must be finite.
 */
export function scaleIntensities(image: Image, options: IntensityOptions): Float32Array {
  const { low, high } = intensityRange(image, options)
  if (high <= low) return new Float32Array(image.pixels.length)
  const factor = 2 / (high - low)
  return image.pixels.map(value => Math.min(1, Math.max(-1, (value - low) * factor - 1)))
}

function intensityRange(image: Image, options: IntensityOptions): { low: number; high: number } {
  const { pixels } = image
  if (options.scaling === 'type' || (options.scaling === 'auto' && image.sampleType === 'uint8'))
    return { low: 0, high: typeMaximum(image) }
  const [low, high] = percentiles(pixels, [options.lowPercentile, options.highPercentile]) as [number, number]
  return high > low ? { low, high } : extremes(pixels)
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

function extremes(values: Float32Array): { low: number; high: number } {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const value of values) {
    if (value < low) low = value
    if (value > high) high = value
  }
  return { low, high }
}

/** Percentiles are read from at most this many values. */
const mostSamples = 65536

/**
 * The given percentiles, by linear interpolation between order statistics, of all values, or of 65,536 of them where
 * there are more. Those lie at multiples of the golden ratio: spread evenly, and unlike a constant stride never in a few
 * columns of the image only. `values` must hold at least one.
 */
export function percentiles(values: Float32Array, percents: readonly number[]): number[] {
  let sample = values.slice(0, mostSamples)
  if (values.length > mostSamples) {
    const ratio = (Math.sqrt(5) - 1) / 2
    sample = sample.map((_, i) => values[Math.floor(((i * ratio) % 1) * values.length)]!)
  }
  sample.sort()
  return percents.map(percent => {
    const at = (percent / 100) * (sample.length - 1)
    const below = Math.floor(at)
    const next = Math.min(sample.length - 1, below + 1)
    return sample[below]! + (at - below) * (sample[next]! - sample[below]!)
  })
}
