/** Intensities of any scanner to the network's range. */
import { choice, flag, integer, type OptionValues, real } from '../options/index.ts'
import type { Image } from './image.ts'

export const intensityOptions = {
  workingSide: integer(256, {
    title: 'Working size',
    doc: 'longer side of the image while it is segmented; label maps have the size of the file; 0 is that size too',
    level: 'basic',
    min: 0,
    max: 100000,
    unit: 'px',
  }),
  scaling: choice('auto', {
    title: 'Intensity scaling',
    doc: 'how intensities are mapped to the range of the network, -1 to 1',
    level: 'basic',
    choices: {
      auto: '`type` for 8-bit images, `robust` for all others',
      type: 'maps the range of the number type: 0 becomes -1 and the largest value becomes 1',
      robust: 'maps the low percentile to -1 and the high percentile to 1, and clips beyond them',
    },
  }),
  lowPercentile: real(0.1, {
    title: 'Low percentile',
    doc: 'intensities below this percentile become -1',
    level: 'expert',
    min: 0,
    max: 49,
    step: 0.1,
    unit: '%',
    when: { option: 'scaling', is: ['robust', 'auto'] },
  }),
  highPercentile: real(99.9, {
    title: 'High percentile',
    doc: 'intensities above this percentile become 1',
    level: 'expert',
    min: 51,
    max: 100,
    step: 0.1,
    unit: '%',
    when: { option: 'scaling', is: ['robust', 'auto'] },
  }),
  foreground: flag(false, {
    title: 'Leave out air',
    doc: 'find the air around the patient, set it to -1, and scale by the remaining intensities',
    level: 'basic',
  }),
  flatten: flag(false, {
    title: 'Remove shading',
    doc: 'remove the slow shading of receive coils before scaling; for magnetic resonance images',
    level: 'basic',
  }),
  flattenDegree: integer(2, {
    title: 'Degree of the shading',
    doc: 'degree of the polynomial that is fitted to the logarithm of the shading',
    level: 'expert',
    min: 1,
    max: 6,
    when: { option: 'flatten', is: [true] },
  }),
}

export type IntensityOptions = OptionValues<typeof intensityOptions>

/**
 * Returns intensities [channels][height][width] in [-1, 1]. Scaled by type, 0 becomes -1 and the type's maximum (1 for
 * floats) becomes 1, so 8-bit values v become 2 v / 255 - 1 as in the paper's software. The robust way scales between
 * two percentiles over all channels together, so that colours keep their hue, or between the extremes if the
 * percentiles coincide (a few bright pixels on an even ground). In the robust way, an image without contrast becomes 0
 * everywhere. Pixels must be finite.
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
 * Returns the given percentiles, by linear interpolation between order statistics, of all values, or of 65,536 of them
 * if there are more. Those lie at multiples of the golden ratio: they are spread evenly and, unlike a constant stride,
 * never fall in a few columns of the image only. `values` must hold at least one.
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
