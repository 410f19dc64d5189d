/**
 * Flattening of the slow shading that receive coils leave on MR images: the observed image is the tissue's intensity
 * times a smooth field. Between two pixels a little apart the logarithm of the intensity changes by the field alone,
 * unless the edge of a tissue lies between them; edges are few. So a polynomial of the position is fitted to those
 * changes by least squares that leave out outliers (Tukey's biweight, iterated). No tissue needs to be known, and how
 * dark or bright regions are arranged does not matter; fitting the intensities themselves takes a symmetric
 * arrangement, dark ventricles within a bright scalp, for shading.
 *
 * Follows a field with up to about `degree` turns across the image, and with it takes out anatomy that fades as slowly,
 * such as a large soft-edged lesion: on FLAIR slices with tumours a higher degree than 2 costs more contrast than it
 * gains. O(pixels degree + samples terms^2 iterations).
 */
import { expectLength } from '../errors.ts'
import type { Image, Mask } from './image.ts'
import { percentiles } from './scale.ts'

/** Pixels whose surroundings the fit reads at most. */
const mostSamples = 16384
/**
 * Distance between compared pixels as a share of the longer side, at least 2 px: over a single step the change is
 * mostly noise.
 */
const lagShare = 1 / 40
/** Pixels darker than this share of the foreground's median are left out: their logarithm is mostly noise. */
const darkest = 0.3
const iterations = 30
/**
 * Changes this many standard deviations off are edges: few enough that soft edges of lesions and grey matter count too.
 */
const rejection = 2.5
/** Natural logarithms this close are the same intensity. */
const smallestSpread = 1e-5

export interface FlattenedImage {
  /** The image divided by the field, in its own units. The geometric mean of the field over the foreground is 1. */
  readonly image: Image
  /**
   * The shading of every channel, positive, [channels][height][width]; beyond the foreground it is clamped to its range
   * there.
   */
  readonly field: Float32Array
}

/**
 * Removes slow shading from each channel: a polynomial of `degree`. Intensities count from 0, no signal. Values that
 * are not above 0 are ignored; a channel with too few other values in the foreground is unchanged. Multiplying
 * intensities multiplies the result. Pixels must be finite.
 */
export function flattenBias(image: Image, mask: Mask, degree: number): FlattenedImage {
  const { width, height, channels, pixels } = image
  const area = width * height
  expectLength('the mask of an image to flatten', mask.data.length, area)
  const field = new Float32Array(pixels.length).fill(1)
  for (let channel = 0; channel < channels; channel++) {
    const plane = pixels.subarray(channel * area, (channel + 1) * area)
    fitField(plane, mask, degree, field.subarray(channel * area, (channel + 1) * area))
  }
  return { image: { ...image, pixels: pixels.map((value, i) => value / field[i]!) }, field }
}

/** Writes the field of one channel into `field`, which holds ones. */
function fitField(plane: Float32Array, mask: Mask, degree: number, field: Float32Array): void {
  const { width, height } = mask
  const positive = Int32Array.from(plane.keys()).filter(i => mask.data[i] !== 0 && plane[i]! > 0)
  if (positive.length === 0) return
  const [median] = percentiles(
    Float32Array.from(positive, i => plane[i]!),
    [50],
  ) as [number]
  const counts = (i: number): boolean => mask.data[i] !== 0 && plane[i]! >= darkest * median
  const inside = positive.filter(counts)

  // Terms x^a y^b except the constant, in the order in which evaluate reads their coefficients.
  const exponents: (readonly [number, number])[] = []
  for (let a = 0; a <= degree; a++) for (let b = 0; a + b <= degree; b++) if (a + b > 0) exponents.push([a, b])
  const { xs, ys } = positions(width, height)
  const termsAt = (x: number, y: number): number[] => exponents.map(([a, b]) => xs[x]! ** a * ys[y]! ** b)
  const lag = Math.max(2, Math.round(lagShare * Math.max(width, height)))
  const stride = Math.ceil(inside.length / mostSamples)
  const design: number[][] = []
  const changes: number[] = []
  for (let at = 0; at < inside.length; at += stride) {
    const i = inside[at]!
    const x = i % width
    const y = (i - x) / width
    const terms = termsAt(x, y)
    for (const [toX, toY] of [
      [x + lag, y],
      [x, y + lag],
    ] as const) {
      const j = toY * width + toX
      if (toX >= width || toY >= height || !counts(j)) continue
      design.push(termsAt(toX, toY).map((term, k) => term - terms[k]!))
      changes.push(Math.log(plane[j]! / plane[i]!))
    }
  }
  if (changes.length < exponents.length) return
  const fitted = evaluate(robustFit(design, Float32Array.from(changes)), degree, width, height)

  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  let sum = 0
  for (const i of positive) {
    low = Math.min(low, fitted[i]!)
    high = Math.max(high, fitted[i]!)
    sum += fitted[i]!
  }
  for (let i = 0; i < field.length; i++)
    field[i] = Math.exp(Math.min(high, Math.max(low, fitted[i]!)) - sum / positive.length)
}

/** Centres of columns and rows relative to the middle of the image; the longer side spans -1..1. */
function positions(width: number, height: number): { xs: Float64Array; ys: Float64Array } {
  const half = Math.max(width, height) / 2
  const centres = (count: number): Float64Array =>
    Float64Array.from({ length: count }, (_, i) => (i + 0.5 - count / 2) / half)
  return { xs: centres(width), ys: centres(height) }
}

/** The polynomial at every pixel, [height][width]: one in y for each power of x, then Horner's rule along the row. */
function evaluate(coefficients: Float64Array, degree: number, width: number, height: number): Float64Array {
  const { xs, ys } = positions(width, height)
  const values = new Float64Array(width * height)
  const row = new Float64Array(degree + 1)
  for (let j = 0, at = 0; j < height; j++) {
    for (let a = 0, k = 0; a <= degree; a++) {
      row[a] = 0
      for (let b = a === 0 ? 1 : 0; a + b <= degree; b++, k++) row[a]! += coefficients[k]! * ys[j]! ** b
    }
    for (let i = 0; i < width; i++, at++) {
      let value = 0
      for (let a = degree; a >= 0; a--) value = value * xs[i]! + row[a]!
      values[at] = value
    }
  }
  return values
}

/** Coefficients of the design's columns that fit most of the values, the rest left out. */
function robustFit(design: readonly (readonly number[])[], values: Float32Array): Float64Array {
  const weights = new Float64Array(values.length).fill(1)
  let coefficients = leastSquares(design, values, weights)
  for (let iteration = 0; iteration < iterations; iteration++) {
    const residuals = values.map((value, s) => value - dot(design[s]!, coefficients))
    const [median] = percentiles(residuals.map(Math.abs), [50]) as [number]
    const reach = rejection * Math.max(1.4826 * median, smallestSpread)
    for (let s = 0; s < weights.length; s++) weights[s] = Math.max(0, 1 - (residuals[s]! / reach) ** 2) ** 2
    const next = leastSquares(design, values, weights)
    const change = next.reduce((most, value, k) => Math.max(most, Math.abs(value - coefficients[k]!)), 0)
    coefficients = next
    if (change < smallestSpread) break
  }
  return coefficients
}

function dot(a: readonly number[], b: Float64Array): number {
  let sum = 0
  for (let k = 0; k < b.length; k++) sum += a[k]! * b[k]!
  return sum
}

/** Weighted least squares by the normal equations and Cholesky; a little ridge keeps unused directions at 0. */
function leastSquares(
  design: readonly (readonly number[])[],
  values: Float32Array,
  weights: Float64Array,
): Float64Array<ArrayBuffer> {
  const terms = design[0]!.length
  const normal = new Float64Array(terms * terms)
  const right = new Float64Array(terms)
  for (const [s, row] of design.entries()) {
    const weight = weights[s]!
    if (weight === 0) continue
    for (let a = 0; a < terms; a++) {
      right[a]! += weight * row[a]! * values[s]!
      for (let b = 0; b <= a; b++) normal[a * terms + b]! += weight * row[a]! * row[b]!
    }
  }
  let trace = 0
  for (let a = 0; a < terms; a++) trace += normal[a * terms + a]!
  for (let a = 0; a < terms; a++) normal[a * terms + a]! += 1e-13 * trace
  // Lower triangle in place, then forward and back substitution.
  for (let a = 0; a < terms; a++)
    for (let b = 0; b <= a; b++) {
      let sum = normal[a * terms + b]!
      for (let k = 0; k < b; k++) sum -= normal[a * terms + k]! * normal[b * terms + k]!
      normal[a * terms + b] = a === b ? Math.sqrt(sum) : sum / normal[b * terms + b]!
    }
  for (let a = 0; a < terms; a++) {
    for (let k = 0; k < a; k++) right[a]! -= normal[a * terms + k]! * right[k]!
    right[a]! /= normal[a * terms + a]!
  }
  for (let a = terms - 1; a >= 0; a--) {
    for (let k = a + 1; k < terms; k++) right[a]! -= normal[k * terms + a]! * right[k]!
    right[a]! /= normal[a * terms + a]!
  }
  return right
}
