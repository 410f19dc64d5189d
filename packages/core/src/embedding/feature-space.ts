/**
 * The space in which pixels are compared: principal components of the embedding, and the image's own values beside
 * them. It is found from samples, so that several images, or the pieces of a large one, can share it.
 */
import { expectLength } from '../errors.ts'
import type { Embedding, PixelFeatures } from './embedding.ts'
import { type FeatureOptions, type PrincipalBasis, principalBasis, project } from './reduce.ts'

/** The embedding of some pixels, and the values that the same pixels have in the image. */
export interface FeatureSample {
  readonly embedding: Embedding
  readonly values?: Embedding | undefined
}

export interface FeatureSpace {
  readonly basis: PrincipalBasis
  /** Values that go beside the components; 0 if they are left out. */
  readonly valueDims: number
  /** Factor by which the values are multiplied. */
  readonly valueScale: number
}

/**
 * Returns the space of the given samples. Values are scaled so that together they vary `options.intensityWeight` times
 * as much as the components: at 1, both contribute equally on average to the squared distance of two pixels. Constant
 * values add nothing.
 */
export function featureSpace(samples: readonly FeatureSample[], options: FeatureOptions): FeatureSpace {
  const basis = principalBasis(
    samples.map(sample => sample.embedding),
    options,
  )
  const values = samples.flatMap(sample => sample.values ?? [])
  const valueDims = options.intensityWeight === 0 ? 0 : (values[0]?.dims ?? 0)
  let variance = 0
  for (let d = 0; d < valueDims; d++) variance += varianceOf(values.map(planes => planeOf(planes, d)))
  return {
    basis,
    valueDims,
    valueScale: variance > 0 ? options.intensityWeight * Math.sqrt(basis.variance / variance) : 0,
  }
}

/** Features of an image that are filled in piece by piece. */
export interface PartialFeatures {
  /** Projects the embedding of a piece of the image whose corner lies `at`. */
  add(piece: Embedding, at: { readonly x: number; readonly y: number }): void
  /**
   * The features of the whole image, with its values beside the components. Throws `InvalidArgument` if these are of
   * another size.
   */
  finish(values: Embedding | undefined): PixelFeatures
}

/** Returns features in `space` for an image of the given size; its pixels are filled in later. */
export function createFeatures(
  space: FeatureSpace,
  { width, height }: { readonly width: number; readonly height: number },
): PartialFeatures {
  const dims = space.basis.components + space.valueDims
  const features = { width, height, dims, data: new Float32Array(width * height * dims) }
  return {
    add: (piece, at) => project(piece, space.basis, features, at),
    finish: values => {
      if (values !== undefined) writeValues(features, space, values)
      return features
    },
  }
}

function writeValues({ width, height, dims, data }: PixelFeatures, space: FeatureSpace, values: Embedding): void {
  const { basis, valueDims, valueScale } = space
  const pixels = width * height
  if (valueDims === 0) return
  expectLength('values beside the features', values.data.length, valueDims * pixels)
  for (let d = 0; d < valueDims; d++) {
    const plane = planeOf(values, d)
    for (let i = 0, at = basis.components + d; i < pixels; i++, at += dims) data[at] = valueScale * plane[i]!
  }
}

function planeOf({ width, height, data }: Embedding, plane: number): Float32Array {
  return data.subarray(plane * width * height, (plane + 1) * width * height)
}

function varianceOf(parts: readonly Float32Array[]): number {
  const count = parts.reduce((sum, part) => sum + part.length, 0)
  let sum = 0
  for (const part of parts) for (const value of part) sum += value
  const mean = sum / count
  let squares = 0
  for (const part of parts) for (const value of part) squares += (value - mean) ** 2
  return squares / count
}
