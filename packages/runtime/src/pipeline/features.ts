/**
 * Computes the features that group the pixels of an image: the principal components of its embedding, and its own
 * values. If the embedding does not fit into memory, it is computed tile by tile and projected at once.
 */
import { type Embedding, edgeStrength, gaussianBlur, type PixelFeatures, type Planes } from '@cuts/core'
import { createFeatures, type FeatureSample, type FeatureSpace, featureSpace } from '@cuts/core/pooling'
import type { Encoder } from '@cuts/nn'
import type { Settings } from '../presets/stages.ts'

/** Feature spaces for prototypes and for k-means: the same object if both are normalised alike. */
export interface FeatureSpaces {
  readonly prototypes: FeatureSpace
  readonly kmeans: FeatureSpace
}

export interface ImageFeatures {
  /** The input of the prototypes, with the edges of the image. */
  readonly features: PixelFeatures
  /** The input of k-means. It is the same array if the spaces are the same. */
  readonly kmeansFeatures: PixelFeatures
}

/** Above this number of bytes, the embedding of an image is never held in memory as a whole. */
const wholeEmbeddingBytes = 1 << 28
/** Number of pieces per side that define the space of a large image. */
const piecesPerSide = 8
/** Side of such a piece, in pixels. */
const pieceSide = 16

/**
 * Embeds an image of any size, in its own space or in the given one. Works tile by tile if the embedding is larger than
 * `whole` bytes. Throws `Mismatch` if the channels of the image differ from those of the model.
 */
export async function embedFeatures(
  encoder: Encoder,
  input: Planes,
  settings: Settings,
  { spaces, whole = wholeEmbeddingBytes }: { readonly spaces?: FeatureSpaces; readonly whole?: number } = {},
): Promise<ImageFeatures> {
  const { width, height } = input
  const values = smoothed(valuesOf(input))
  if (4 * encoder.dims * width * height <= whole) {
    const embedding = await encoder.embed(input)
    const target = openFeatures(input, spaces ?? spacesOf([{ embedding, values }], settings))
    target.add(embedding, { x: 0, y: 0 })
    return target.finish(values, edgeStrength(input))
  }
  const target = openFeatures(
    input,
    spaces ?? spacesOf(await samplePieces(encoder, input, piecesPerSide ** 2), settings),
  )
  await encoder.embedTiles(input, (tile, embedding) => target.add(embedding, tile))
  return target.finish(values, edgeStrength(input))
}

/**
 * Returns the features of an existing embedding. `values` are the image's own values, as the encoder saw them; its edges
 * are those of `values` or, without them, of the embedding.
 */
export function featuresOf(embedding: Embedding, values: Embedding | undefined, settings: Settings): ImageFeatures {
  const beside = values && smoothed(values)
  const target = openFeatures(embedding, spacesOf([{ embedding, values: beside }], settings))
  target.add(embedding, { x: 0, y: 0 })
  const { width, height, dims, data } = values ?? embedding
  return target.finish(beside, edgeStrength({ width, height, channels: dims, data }))
}

export function spacesOf(samples: readonly FeatureSample[], { features, kmeans }: Settings): FeatureSpaces {
  const prototypes = featureSpace(samples, features)
  if (kmeans.normalise === features.normalise) return { prototypes, kmeans: prototypes }
  return { prototypes, kmeans: featureSpace(samples, { ...features, normalise: kmeans.normalise }) }
}

/** Embeds about `count` small pieces spread evenly over an image: enough to determine its feature space. */
export async function samplePieces(encoder: Encoder, input: Planes, count: number): Promise<FeatureSample[]> {
  const side = Math.max(1, Math.round(Math.sqrt(count)))
  const place = (index: number, length: number): number =>
    Math.max(0, Math.min(length - pieceSide, Math.round(((index + 0.5) * length) / side - pieceSide / 2)))
  const samples: FeatureSample[] = []
  for (let row = 0; row < side; row++)
    for (let column = 0; column < side; column++)
      samples.push(await embedPiece(encoder, input, { x: place(column, input.width), y: place(row, input.height) }))
  return samples
}

/** The piece at `corner`, or as much of it as the image holds. */
async function embedPiece(
  encoder: Encoder,
  input: Planes,
  corner: { readonly x: number; readonly y: number },
): Promise<FeatureSample> {
  const left = Math.max(0, corner.x - encoder.radius)
  const top = Math.max(0, corner.y - encoder.radius)
  const width = Math.min(input.width, corner.x + pieceSide + encoder.radius) - left
  const height = Math.min(input.height, corner.y + pieceSide + encoder.radius) - top
  const around = crop(valuesOf(input), { x: left, y: top, width, height })
  const piece = {
    x: corner.x - left,
    y: corner.y - top,
    width: Math.min(pieceSide, input.width - corner.x),
    height: Math.min(pieceSide, input.height - corner.y),
  }
  const embedding = await encoder.embed({ width, height, channels: input.channels, data: around.data })
  return { embedding: crop(embedding, piece), values: crop(smoothed(around), piece) }
}

/** Features being filled in, piece by piece. */
function openFeatures(
  size: { readonly width: number; readonly height: number },
  { prototypes, kmeans }: FeatureSpaces,
) {
  const forPrototypes = createFeatures(prototypes, size)
  const forKmeans = kmeans === prototypes ? forPrototypes : createFeatures(kmeans, size)
  const targets = new Set([forPrototypes, forKmeans])
  return {
    add: (piece: Embedding, at: { readonly x: number; readonly y: number }): void => {
      for (const target of targets) target.add(piece, at)
    },
    finish: (values: Embedding | undefined, edges: Float32Array): ImageFeatures => {
      const features = { ...forPrototypes.finish(values), edges }
      return { features, kmeansFeatures: forKmeans === forPrototypes ? features : forKmeans.finish(values) }
    },
  }
}

function valuesOf(input: Planes): Embedding {
  return { ...input, dims: input.channels }
}

/** Blurred by half a pixel: noise from pixel to pixel is no feature. */
function smoothed({ width, height, dims, data }: Embedding): Embedding {
  return { width, height, dims, data: gaussianBlur({ width, height, channels: dims, data }, 0.5).data }
}

function crop(
  { dims, data, width: fullWidth, height: fullHeight }: Embedding,
  { x, y, width, height }: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
): Embedding {
  const out = new Float32Array(dims * width * height)
  for (let d = 0; d < dims; d++)
    for (let row = 0; row < height; row++) {
      const from = (d * fullHeight + y + row) * fullWidth + x
      out.set(data.subarray(from, from + width), (d * height + row) * width)
    }
  return { width, height, dims, data: out }
}
