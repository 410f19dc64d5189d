/**
 * Separates the patient from the air around. Air is dark, even, and reaches the border of the image. The image is
 * smoothed against noise, Otsu's threshold (1979) gives the levels of air and tissue, and the dark pixels that are
 * connected to the border are air. Dark parts inside the head stay foreground. Otsu's threshold itself is not used for
 * the outline, because bright fat or lesions raise it. O(pixels x smoothing).
 */
import { connectedComponents } from '../labels/components.ts'
import { gaussianBlur } from './blur.ts'
import type { Image, Mask } from './image.ts'
import { otsuBin } from './otsu.ts'
import { type IntensityOptions, percentiles, scaleIntensities } from './scale.ts'

/** Standard deviation of the smoothing, as a share of the longer side; at least 1 px. */
const smoothing = 1 / 256
/** Air ends this share of the way from its level to that of tissue. */
export const outline = 0.25
/** Dark pixels whose spread exceeds this share of the way to tissue are part of the picture, not air. */
const mostSpread = 0.15
/** Maximum number of times that the dark is separated from the bright. */
const mostParts = 3
/** Air covers at least this share of the image; a part of the foreground is at least this share of its largest part. */
const leastAir = 0.01
const leastPart = 0.1

export interface Foreground {
  /** 1 for the patient, 0 for air. */
  readonly mask: Mask
  /** No air was found: the mask is the whole image. */
  readonly whole: boolean
}

/**
 * The foreground of an image, its channels averaged. Shifting intensities and multiplying them by a positive number
 * changes nothing. Pixels must be finite.
 */
export function foregroundMask(image: Image): Foreground {
  const { width, height, geometry } = image
  const of = (data: Uint8Array, whole: boolean): Foreground => ({ mask: { width, height, data, geometry }, whole })
  const all = new Uint8Array(width * height).fill(1)
  const sigma = Math.max(1, smoothing * Math.max(width, height))
  const { data: grey } = gaussianBlur({ width, height, channels: 1, data: meanOfChannels(image) }, sigma)
  const levels = airAndTissue(grey)
  if (levels === undefined) return of(all, true)
  const limit = levels.air + outline * (levels.tissue - levels.air)
  const below = Uint8Array.from(grey, value => (value < limit ? 1 : 0))
  const outside = touchingBorder(below, width, height)
  const airPixels = outside.reduce((sum, value) => sum + value, 0)
  if (airPixels < leastAir * all.length || airPixels === all.length) return of(all, true)
  return of(
    withoutSpecks(
      outside.map(value => 1 - value),
      width,
      height,
    ),
    false,
  )
}

/** Returns the brightness of air and of tissue, or undefined if no dark part is even enough to be air. */
export function airAndTissue(grey: Float32Array): { air: number; tissue: number } | undefined {
  // Bright fat may leave tissue in the dark class. If so, the dark class is divided again.
  let values = grey
  for (let part = 0; part < mostParts; part++) {
    const threshold = otsuThreshold(values)
    const dark = values.filter(value => value <= threshold)
    const bright = values.filter(value => value > threshold)
    if (dark.length === 0 || bright.length === 0) return undefined
    const [low, air, high] = percentiles(dark, [16, 50, 84]) as [number, number, number]
    const [tissue] = percentiles(bright, [50]) as [number]
    if ((high - low) / 2 <= mostSpread * (tissue - air)) return { air, tissue }
    values = dark
  }
  return undefined
}

/**
 * Intensities [channels][height][width] in [-1, 1], scaled as {@link scaleIntensities} does by the values
 * in the foreground only; the rest, with all its noise, becomes -1. An empty mask makes all -1.
 */
export function scaleForeground(image: Image, mask: Mask, options: IntensityOptions): Float32Array {
  const area = image.width * image.height
  const isInside = (_: number, i: number): boolean => mask.data[i % area] !== 0
  const scaled = new Float32Array(image.pixels.length).fill(-1)
  const pixels = image.pixels.filter(isInside)
  if (pixels.length === 0) return scaled
  const inside = scaleIntensities({ ...image, pixels }, options)
  let next = 0
  for (let i = 0; i < scaled.length; i++) if (isInside(0, i)) scaled[i] = inside[next++]!
  return scaled
}

function meanOfChannels({ pixels, channels, width, height }: Image): Float32Array {
  const area = width * height
  const mean = new Float32Array(area)
  for (let at = 0; at < pixels.length; at++) mean[at % area]! += pixels[at]! / channels
  return mean
}

const bins = 256

/** Otsu's threshold over values below the 99.5th percentile. */
function otsuThreshold(values: Float32Array): number {
  const [low, high] = percentiles(values, [0, 99.5]) as [number, number]
  const counts = new Float64Array(bins)
  const binOf = (value: number): number =>
    Math.min(bins - 1, Math.max(0, Math.floor(((value - low) / (high - low)) * bins)))
  if (high <= low) return low
  for (const value of values) counts[binOf(value)]!++
  return low + ((otsuBin(counts) + 1) / bins) * (high - low)
}

/** Returns the marked pixels that are connected, by edges, with a marked pixel of the border. */
function touchingBorder(marked: Uint8Array, width: number, height: number): Uint8Array {
  const { components, count } = connectedComponents(marked, width, height, 4)
  const touches = new Uint8Array(count)
  for (let x = 0; x < width; x++) for (const y of [0, height - 1]) touches[components[y * width + x]!] = 1
  for (let y = 0; y < height; y++) for (const x of [0, width - 1]) touches[components[y * width + x]!] = 1
  return marked.map((value, i) => value & touches[components[i]!]!)
}

/** The mask without its parts that are much smaller than its largest. */
function withoutSpecks(mask: Uint8Array, width: number, height: number): Uint8Array {
  const { components, count } = connectedComponents(mask, width, height, 8)
  const sizes = new Float64Array(count)
  for (let i = 0; i < mask.length; i++) sizes[components[i]!]! += mask[i]!
  const least = leastPart * sizes.reduce((a, b) => Math.max(a, b), 0)
  return mask.map((value, i) => (sizes[components[i]!]! >= least ? value : 0))
}
