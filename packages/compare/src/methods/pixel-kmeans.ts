/** k-means on single pixels: a baseline without learning and without spatial information. */
import {
  densePoints,
  type Embedding,
  gaussianBlur,
  type Image,
  kMeans,
  type PixelFeatures,
  type Planes,
  reduceEmbedding,
} from '@cuts/core'
import type { Method } from '../method.ts'
import { pixelRows, preparedSample, scaledLength } from './prepared-sample.ts'

const clustering = { clusters: 10, restarts: 3, iterations: 100 }
const blur = { ...clustering, sigmaAt128: 1.5 }
const patch = { ...clustering, side: 5, components: 8 }

export const rawKmeans = pixelKmeans('raw-kmeans', 'raw pixels, k-means', clustering, image =>
  pixelRows(preparedSample(image)),
)

/** The blur includes neighbours; no other spatial information is used. */
export const blurKmeans = pixelKmeans('blur-kmeans', 'blurred pixels, k-means', blur, image =>
  pixelRows(gaussianBlur(preparedSample(image), scaledLength(image, blur.sigmaAt128))),
)

/** The patch around every pixel by its principal components: an encoder that is linear and learns from one image. */
export const patchPca = pixelKmeans('patch-pca', 'principal components of patches, k-means', patch, image =>
  reduceEmbedding(patchPlanes(preparedSample(image), patch.side), { normalise: false, components: patch.components }),
)

function pixelKmeans(
  id: string,
  title: string,
  settings: typeof clustering,
  features: (image: Image) => PixelFeatures,
): Method {
  return {
    id,
    version: 1,
    rows: { [id]: title },
    seeds: 'all',
    settings,
    open: async ({ random }) => {
      return async ({ id: sample, image }) => {
        const { width, height, dims, data } = features(image)
        const points = densePoints(Float64Array.from(data), dims)
        const { labels } = kMeans(points, undefined, settings.clusters, random.fork(sample), settings)
        return { [id]: { kind: 'labels', map: { width, height, labels } } }
      }
    },
  }
}

/** The values of the `side` x `side` pixels around every pixel, border replicated. [channels · side²][height][width] */
function patchPlanes({ width, height, channels, data }: Planes, side: number): Embedding {
  const radius = (side - 1) / 2
  const planes = new Float32Array(channels * side * side * width * height)
  let at = 0
  for (let c = 0; c < channels; c++)
    for (let dy = -radius; dy <= radius; dy++)
      for (let dx = -radius; dx <= radius; dx++)
        for (let y = 0; y < height; y++) {
          const row = (c * height + Math.min(height - 1, Math.max(0, y + dy))) * width
          for (let x = 0; x < width; x++) planes[at++] = data[row + Math.min(width - 1, Math.max(0, x + dx))]!
        }
  return { width, height, dims: channels * side * side, data: planes }
}
