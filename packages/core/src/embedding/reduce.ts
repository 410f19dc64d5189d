/**
 * From the encoder's 128 features a pixel to the few that differ within the image: optional L2 normalisation of every
 * pixel (condensation compares directions), then principal components. O(pixels x dims x components).
 */
import { flag, integer, type OptionValues, real } from '../options/index.ts'
import { leadingEigenpairs } from './eigen.ts'
import type { Embedding, PixelFeatures } from './embedding.ts'

export const reductionOptions = {
  normalise: flag(true, { doc: "scale every pixel's embedding to unit length first" }),
  components: integer(8, { min: 1, max: 128, doc: 'principal components kept' }),
  values: real(1, {
    min: 0,
    max: 100,
    doc: "weight of the image's own values beside the embedding; at 1 both vary as much, 0 leaves them out",
  }),
}

export type ReductionOptions = OptionValues<typeof reductionOptions>

/** Pixels that the covariance is estimated from. */
const sampleSize = 4096
/** Variance below this share of the mean square is the rounding of single precision, not a difference of pixels. */
const rounding = 1e-11

/**
 * The leading principal components of an embedding, one row a pixel, centred on the image's mean; never more components
 * than dims. The sign of each component is fixed (see eigen.ts);
 * a component that holds nothing but rounding is 0.
 */
export function reduceEmbedding(
  embedding: Embedding,
  options: Pick<ReductionOptions, 'normalise' | 'components'>,
): PixelFeatures {
  const { width, height, dims, data } = embedding
  const pixels = width * height
  const components = Math.min(options.components, dims)
  const scale = options.normalise ? inverseLengths(embedding) : undefined
  const factor = (i: number): number => scale?.[i] ?? 1

  // Sample rows [samples][dims], evenly spaced, and their mean.
  const stride = Math.max(1, Math.floor(pixels / sampleSize))
  const samples = Math.ceil(pixels / stride)
  const rows = new Float64Array(samples * dims)
  const mean = new Float64Array(dims)
  let meanSquare = 0
  for (let d = 0; d < dims; d++)
    for (let s = 0; s < samples; s++) {
      const value = data[d * pixels + s * stride]! * factor(s * stride)
      rows[s * dims + d] = value
      mean[d]! += value / samples
      meanSquare += (value * value) / samples
    }
  const covariance = new Float64Array(dims * dims)
  for (let s = 0; s < samples; s++) {
    const row = s * dims
    for (let d = 0; d < dims; d++) rows[row + d]! -= mean[d]!
    for (let a = 0; a < dims; a++) {
      const value = rows[row + a]!
      const at = a * dims
      for (let b = a; b < dims; b++) covariance[at + b]! += value * rows[row + b]!
    }
  }
  for (let a = 0; a < dims; a++)
    for (let b = a; b < dims; b++) covariance[b * dims + a] = covariance[a * dims + b]! /= samples
  const { values, vectors } = leadingEigenpairs(covariance, dims, components)

  const out = new Float32Array(pixels * components)
  const sums = new Float64Array(pixels)
  for (let c = 0; c < components && values[c]! > rounding * meanSquare; c++) {
    let offset = 0
    for (let d = 0; d < dims; d++) offset += vectors[c * dims + d]! * mean[d]!
    sums.fill(0)
    for (let d = 0; d < dims; d++) {
      const weight = vectors[c * dims + d]!
      const plane = d * pixels
      for (let i = 0; i < pixels; i++) sums[i]! += weight * data[plane + i]!
    }
    for (let i = 0; i < pixels; i++) out[i * components + c] = sums[i]! * factor(i) - offset
  }
  return { width, height, dims: components, data: out }
}

/** 1 / length of every pixel's embedding; 0 where it is zero. */
function inverseLengths({ width, height, dims, data }: Embedding): Float64Array {
  const pixels = width * height
  const squares = new Float64Array(pixels)
  for (let d = 0; d < dims; d++) for (let i = 0; i < pixels; i++) squares[i]! += data[d * pixels + i]! ** 2
  return squares.map(square => (square > 0 ? 1 / Math.sqrt(square) : 0))
}
