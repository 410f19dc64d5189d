/**
 * From an image to the features that its pixels are grouped by: the principal components of its embedding, and its own
 * values beside them. An embedding that would fill the memory is made tile by tile and projected at once.
 */
import { type Embedding, gaussianBlur, joinValues, type PixelFeatures, principalBasis, project } from '@cuts/core'
import { type Encoder, embeddingDims, receptiveRadius } from '@cuts/nn'
import type { Settings } from '../presets/stages.ts'
import type { NetworkInput } from './dataset.ts'

export interface ImageFeatures {
  /** What prototypes are made of. */
  readonly features: PixelFeatures
  /** What k-means clusters: the same array where both are normalised alike. */
  readonly kmeansFeatures: PixelFeatures
}

/** Above this many bytes the embedding of an image is never whole in memory. */
const wholeEmbeddingBytes = 1 << 28
/** The basis of a large image comes from this many pieces a side, each so many pixels wide. */
const piecesPerSide = 8
const pieceSide = 16

/**
 * Embeds an image of any size; tile by tile where the embedding is larger than `whole` bytes. Throws `Mismatch` when the
 * image's channels are not the model's.
 */
export async function embedFeatures(
  encoder: Encoder,
  input: NetworkInput,
  settings: Settings,
  whole = wholeEmbeddingBytes,
): Promise<ImageFeatures> {
  const values = { ...input, dims: input.channels }
  if (4 * embeddingDims * input.width * input.height <= whole)
    return featuresOf(await encoder.embed(input), values, settings)
  const pieces: Embedding[] = []
  for (const corner of spreadCorners(input)) pieces.push(await embedPiece(encoder, input, corner))
  const projected = projection(pieces, input, settings, input.channels)
  await encoder.embedTiles(input, (tile, embedding) => projected.add(embedding, tile))
  return projected.finish(values)
}

/** The features of an embedding that is at hand. `values` are the image's own, as the encoder saw them. */
export function featuresOf(embedding: Embedding, values: Embedding | undefined, settings: Settings): ImageFeatures {
  const projected = projection([embedding], embedding, settings, values?.dims ?? 0)
  projected.add(embedding, { x: 0, y: 0 })
  return projected.finish(values)
}

/** Features being filled in, piece by piece. */
interface Projection {
  add(piece: Embedding, at: { readonly x: number; readonly y: number }): void
  finish(values: Embedding | undefined): ImageFeatures
}

function projection(
  samples: readonly Embedding[],
  { width, height }: { readonly width: number; readonly height: number },
  settings: Settings,
  valueDims: number,
): Projection {
  const weight = settings.features.values
  const wanted = [...new Set([settings.features.normalise, settings.kmeans.normalise])]
  const targets = wanted.map(normalise => {
    const basis = principalBasis(samples, { ...settings.features, normalise })
    const dims = basis.components + (weight === 0 ? 0 : valueDims)
    return { normalise, basis, features: { width, height, dims, data: new Float32Array(width * height * dims) } }
  })
  const of = (normalise: boolean): PixelFeatures => targets.find(target => target.normalise === normalise)!.features
  return {
    add: (piece, at) => {
      for (const { basis, features } of targets) project(piece, basis, features, at)
    },
    finish: values => {
      if (values !== undefined && weight !== 0) {
        const beside = smoothed(values)
        for (const { features } of targets) joinValues(features, beside, weight)
      }
      return { features: of(settings.features.normalise), kmeansFeatures: of(settings.kmeans.normalise) }
    },
  }
}

/** Blurred by half a pixel: noise from pixel to pixel is no feature. */
function smoothed({ width, height, dims, data }: Embedding): Embedding {
  return { width, height, dims, data: gaussianBlur(data, width, height, 0.5) }
}

/** Top left corners of pieces in an even grid over the image. */
function* spreadCorners({ width, height }: NetworkInput): Generator<{ x: number; y: number }> {
  const place = (index: number, length: number): number =>
    Math.max(0, Math.min(length - pieceSide, Math.round(((index + 0.5) * length - pieceSide) / piecesPerSide)))
  for (let row = 0; row < piecesPerSide; row++)
    for (let column = 0; column < piecesPerSide; column++) yield { x: place(column, width), y: place(row, height) }
}

/** The embedding of the piece at `corner`, or of as much of it as the image holds. */
async function embedPiece(encoder: Encoder, input: NetworkInput, corner: { x: number; y: number }): Promise<Embedding> {
  const left = Math.max(0, corner.x - receptiveRadius)
  const top = Math.max(0, corner.y - receptiveRadius)
  const width = Math.min(input.width, corner.x + pieceSide + receptiveRadius) - left
  const height = Math.min(input.height, corner.y + pieceSide + receptiveRadius) - top
  const data = crop({ ...input, dims: input.channels }, { x: left, y: top, width, height }).data
  const around = await encoder.embed({ width, height, channels: input.channels, data })
  return crop(around, {
    x: corner.x - left,
    y: corner.y - top,
    width: Math.min(pieceSide, input.width - corner.x),
    height: Math.min(pieceSide, input.height - corner.y),
  })
}

function crop(
  { dims, data, width: fullWidth, height: fullHeight }: Embedding,
  { x, y, width, height }: { x: number; y: number; width: number; height: number },
): Embedding {
  const out = new Float32Array(dims * width * height)
  for (let d = 0; d < dims; d++)
    for (let row = 0; row < height; row++) {
      const from = (d * fullHeight + y + row) * fullWidth + x
      out.set(data.subarray(from, from + width), (d * height + row) * width)
    }
  return { width, height, dims, data: out }
}
