/** Two descriptions of the same pixels as one. */
import { expectLength } from '../errors.ts'
import type { Embedding, PixelFeatures } from './embedding.ts'

/**
 * `features` with the planes of `values` beside them, scaled so that together they vary `weight` times as much as the
 * features do: at 1 the squared distance of two pixels is on average made up equally by both. Where `values` do not vary
 * they add nothing. Throws `InvalidArgument` when the sizes differ.
 */
export function joinValues(features: PixelFeatures, values: Embedding, weight: number): PixelFeatures {
  const { width, height, dims, data } = features
  const pixels = width * height
  expectLength('values to join', values.data.length, values.dims * pixels)
  let variance = 0
  for (let d = 0; d < dims; d++) variance += varianceOf(pixels, i => data[i * dims + d]!)
  let added = 0
  for (let d = 0; d < values.dims; d++) added += varianceOf(pixels, i => values.data[d * pixels + i]!)
  const scale = added > 0 ? weight * Math.sqrt(variance / added) : 0

  const total = dims + values.dims
  const out = new Float32Array(pixels * total)
  for (let i = 0, at = 0; i < pixels; i++) {
    for (let d = 0; d < dims; d++) out[at++] = data[i * dims + d]!
    for (let d = 0; d < values.dims; d++) out[at++] = scale * values.data[d * pixels + i]!
  }
  return { width, height, dims: total, data: out }
}

function varianceOf(count: number, value: (i: number) => number): number {
  let sum = 0
  for (let i = 0; i < count; i++) sum += value(i)
  const mean = sum / count
  let squares = 0
  for (let i = 0; i < count; i++) squares += (value(i) - mean) ** 2
  return squares / count
}
