/**
 * From the encoder's 128 features a pixel to the few that differ within the image: optional L2 normalisation of every
 * pixel (condensation compares directions), then principal components. O(pixels x dims x components). The basis comes
 * from a sample of pixels, so that an embedding may be projected piece by piece and never be whole in memory.
 */
import { expectLength } from '../errors.ts'
import { flag, integer, type OptionValues, real } from '../options/index.ts'
import { leadingEigenpairs } from './eigen.ts'
import type { Embedding, PixelFeatures } from './embedding.ts'

export const featureOptions = {
  normalise: flag(true, {
    title: 'Unit length',
    doc: 'scale the embedding of every pixel to unit length first',
    level: 'expert',
  }),
  components: integer(8, {
    title: 'Principal components',
    doc: 'number of principal components of the embedding that are kept',
    level: 'expert',
    min: 1,
    max: 128,
  }),
  intensityWeight: real(1.4, {
    title: 'Weight of intensities',
    doc: 'weight of the image intensities beside the embedding; at 1 both vary as much, 0 ignores the intensities',
    level: 'basic',
    min: 0,
    max: 100,
    step: 0.1,
    formerly: 'values',
  }),
}

export type FeatureOptions = OptionValues<typeof featureOptions>

/** Pixels that the covariance is estimated from. */
const sampleSize = 4096
/** Variance below this share of the mean square is the rounding of single precision, not a difference of pixels. */
const rounding = 1e-11

/** Directions in which embeddings differ most, and the mean that they are measured from. */
export interface PrincipalBasis {
  readonly dims: number
  readonly components: number
  /** Unit vectors, [components][dims]; zero if a component would hold nothing but rounding. */
  readonly vectors: Float64Array
  /** Projection of the mean, [components]. */
  readonly offset: Float64Array
  /** Whether every pixel is scaled to unit length before it is projected. */
  readonly normalise: boolean
  /** Variance along all components together. */
  readonly variance: number
}

/**
 * The leading principal components of the pixels of some embeddings (one image, or pieces spread over it), estimated
 * from 4096 pixels evenly spaced; never more components than dims. The sign of each is fixed (see eigen.ts).
 */
export function principalBasis(
  pieces: readonly Embedding[],
  options: Pick<FeatureOptions, 'normalise' | 'components'>,
): PrincipalBasis {
  const dims = pieces[0]?.dims ?? 0
  const { normalise } = options
  const components = Math.min(options.components, dims)
  const { planes, count } = samplePlanes(pieces, normalise)
  const mean = new Float64Array(dims)
  let meanSquare = 0
  for (let d = 0; d < dims; d++) {
    const plane = planes.subarray(d * count, (d + 1) * count)
    let sum = 0
    for (let s = 0; s < count; s++) {
      sum += plane[s]!
      meanSquare += (plane[s]! * plane[s]!) / count
    }
    mean[d] = sum / count
    for (let s = 0; s < count; s++) plane[s]! -= mean[d]!
  }
  const covariance = covarianceOf(planes, dims, count)
  const { values, vectors } = leadingEigenpairs(covariance, dims, components)
  const offset = new Float64Array(components)
  let variance = 0
  for (let c = 0; c < components; c++) {
    if (values[c]! > rounding * meanSquare) variance += values[c]!
    else vectors.fill(0, c * dims, (c + 1) * dims)
    for (let d = 0; d < dims; d++) offset[c]! += vectors[c * dims + d]! * mean[d]!
  }
  return { dims, components, vectors, offset, normalise, variance }
}

/** Evenly spaced pixels, [dims][count]. */
function samplePlanes(pieces: readonly Embedding[], normalise: boolean): { planes: Float64Array; count: number } {
  const dims = pieces[0]?.dims ?? 0
  const areas = pieces.map(({ width, height }) => width * height)
  const pixels = areas.reduce((sum, area) => sum + area, 0)
  const stride = Math.max(1, Math.floor(pixels / sampleSize))
  const count = Math.ceil(pixels / stride)
  const planes = new Float64Array(dims * count)
  let piece = 0
  let before = 0
  for (let s = 0; s < count; s++) {
    while (s * stride - before >= areas[piece]!) before += areas[piece++]!
    const { data } = pieces[piece]!
    const at = s * stride - before
    let square = 0
    for (let d = 0; d < dims; d++) {
      const value = data[d * areas[piece]! + at]!
      planes[d * count + s] = value
      square += value * value
    }
    if (!normalise || square === 0) continue
    const length = Math.sqrt(square)
    for (let d = 0; d < dims; d++) planes[d * count + s]! /= length
  }
  return { planes, count }
}

/**
 * Covariance [dims][dims] of centred planes [dims][count]. Four products at a time: one reading of the first serves
 * all.
 */
function covarianceOf(planes: Float64Array, dims: number, count: number): Float64Array {
  const covariance = new Float64Array(dims * dims)
  const plane = (d: number): Float64Array =>
    planes.subarray(Math.min(d, dims - 1) * count, (Math.min(d, dims - 1) + 1) * count)
  for (let a = 0; a < dims; a++) {
    const x = plane(a)
    for (let b = a; b < dims; b += 4) {
      const sums = fourProducts(x, plane(b), plane(b + 1), plane(b + 2), plane(b + 3))
      for (let k = 0; k < 4 && b + k < dims; k++)
        covariance[a * dims + b + k] = covariance[(b + k) * dims + a] = sums[k]! / count
    }
  }
  return covariance
}

function fourProducts(
  x: Float64Array,
  p: Float64Array,
  q: Float64Array,
  r: Float64Array,
  s: Float64Array,
): readonly [number, number, number, number] {
  let [a, b, c, d] = [0, 0, 0, 0]
  for (let i = 0; i < x.length; i++) {
    const value = x[i]!
    a += value * p[i]!
    b += value * q[i]!
    c += value * r[i]!
    d += value * s[i]!
  }
  return [a, b, c, d]
}

/**
 * Writes the projection of every pixel into the first `components` entries of its row of `out`; the piece's first pixel
 * is `out`'s pixel `at`. Throws `InvalidArgument` when rows are too short or the dims are not those of the basis.
 */
export function project(
  { width, height, dims, data }: Embedding,
  basis: PrincipalBasis,
  out: PixelFeatures,
  at: { readonly x: number; readonly y: number } = { x: 0, y: 0 },
): void {
  const { components, vectors, offset, normalise } = basis
  expectLength('dims of an embedding', dims, basis.dims)
  if (out.dims < components) expectLength('dims of the features', out.dims, components)
  const pixels = width * height
  // Rounded up: components are worked out two at a time.
  const sums = Array.from({ length: components + (components % 2) }, () => new Float64Array(width))
  const squares = new Float64Array(width)
  const weight = (c: number, d: number): number => (c < components && d < dims ? vectors[c * dims + d]! : 0)
  for (let y = 0; y < height; y++) {
    for (const sum of sums) sum.fill(0)
    squares.fill(0)
    // Four planes into two sums: each sum is read and written a quarter as often, each plane half as often.
    for (let d = 0; d < dims; d += 4) {
      const [p, q, r, s] = [0, 1, 2, 3].map(k => {
        const start = d + k < dims ? (d + k) * pixels + y * width : 0
        return data.subarray(start, start + width)
      }) as [Float32Array, Float32Array, Float32Array, Float32Array]
      for (let c = 0; c < components; c += 2) {
        const first = [weight(c, d), weight(c, d + 1), weight(c, d + 2), weight(c, d + 3)] as const
        const second = [weight(c + 1, d), weight(c + 1, d + 1), weight(c + 1, d + 2), weight(c + 1, d + 3)] as const
        addProducts([p, q, r, s], [sums[c]!, sums[c + 1]!], [first, second])
      }
      if (normalise)
        for (let k = d; k < Math.min(dims, d + 4); k++)
          addSquares(squares, data.subarray(k * pixels + y * width, k * pixels + y * width + width))
    }
    for (let x = 0; x < width; x++) {
      const factor = !normalise ? 1 : squares[x]! > 0 ? 1 / Math.sqrt(squares[x]!) : 0
      const to = ((at.y + y) * out.width + at.x + x) * out.dims
      for (let c = 0; c < components; c++) out.data[to + c] = sums[c]![x]! * factor - offset[c]!
    }
  }
}

function addSquares(sums: Float64Array, plane: Float32Array): void {
  for (let i = 0; i < sums.length; i++) sums[i]! += plane[i]! * plane[i]!
}

type Four<T> = readonly [T, T, T, T]

function addProducts(
  [p, q, r, s]: Four<Float32Array>,
  [first, second]: readonly [Float64Array, Float64Array],
  [[a, b, c, d], [e, f, g, h]]: readonly [Four<number>, Four<number>],
): void {
  for (let i = 0; i < first.length; i++) {
    const w = p[i]!
    const x = q[i]!
    const y = r[i]!
    const z = s[i]!
    first[i]! += a * w + b * x + c * y + d * z
    second[i]! += e * w + f * x + g * y + h * z
  }
}

/** The leading principal components of an embedding, one row a pixel, centred on the image's mean. */
export function reduceEmbedding(
  embedding: Embedding,
  options: Pick<FeatureOptions, 'normalise' | 'components'>,
): PixelFeatures {
  const { width, height } = embedding
  const basis = principalBasis([embedding], options)
  const { components: dims } = basis
  const features = { width, height, dims, data: new Float32Array(width * height * dims) }
  project(embedding, basis, features)
  return features
}
