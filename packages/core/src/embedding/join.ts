/** Two descriptions of the same pixels as one. */
import { expectLength } from '../errors.ts'
import type { Embedding, PixelFeatures } from './embedding.ts'

/**
 * Writes the planes of `values` into the last entries of every pixel's row, scaled so that together they vary `weight`
 * times as much as the entries before them: at 1 the squared distance of two pixels is on average made up equally by both.
 * Where `values` do not vary they add nothing. Throws `InvalidArgument` when the sizes differ.
 */
export function joinValues(features: PixelFeatures, values: Embedding, weight: number): void {
  const { width, height, dims, data } = features
  const pixels = width * height
  expectLength('values to join', values.data.length, values.dims * pixels)
  const first = dims - values.dims
  let variance = 0
  for (let d = 0; d < first; d++) variance += varianceOf(data, d, dims)
  let added = 0
  for (let d = 0; d < values.dims; d++) added += varianceOf(values.data.subarray(d * pixels, (d + 1) * pixels), 0, 1)
  const scale = added > 0 ? weight * Math.sqrt(variance / added) : 0
  for (let d = 0; d < values.dims; d++)
    for (let i = 0, at = first + d; i < pixels; i++, at += dims) data[at] = scale * values.data[d * pixels + i]!
}

/** Variance of every `step`-th number from `first` on. */
function varianceOf(data: Float32Array, first: number, step: number): number {
  const count = Math.ceil((data.length - first) / step)
  let sum = 0
  for (let i = first; i < data.length; i += step) sum += data[i]!
  const mean = sum / count
  let squares = 0
  for (let i = first; i < data.length; i += step) squares += (data[i]! - mean) ** 2
  return squares / count
}
