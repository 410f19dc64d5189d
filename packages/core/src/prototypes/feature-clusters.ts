/**
 * Prototypes without a position: k-means centres of the features, fitted on a sample of pixels; every pixel then joins
 * its nearest centre. This is a reduced version of the paper's input to condensation. O(pixels x count x dims).
 */
import { densePoints, kMeans, nearestCentre } from '../clustering/kmeans.ts'
import type { PixelFeatures } from '../embedding/embedding.ts'
import type { Random } from '../random/index.ts'
import type { Prototypes } from './prototypes.ts'
import { summarise } from './summarise.ts'

const sampleSize = 4096

/** Returns at most `count` prototypes; fewer if there are fewer pixels or distinct features. */
export function featureClusters(features: PixelFeatures, count: number, random: Random): Prototypes {
  const { width, height, dims, data } = features
  const pixels = width * height
  const stride = Math.max(1, Math.floor(pixels / sampleSize))
  const samples = Math.ceil(pixels / stride)
  const rows = new Float64Array(samples * dims)
  for (let s = 0; s < samples; s++) for (let d = 0; d < dims; d++) rows[s * dims + d] = data[s * stride * dims + d]!
  const { centres, count: found } = kMeans(densePoints(rows, dims), undefined, count, random, {
    restarts: 1,
    iterations: 8,
  })
  const numbers = new Map<number, number>()
  const assignment = new Int32Array(pixels)
  for (let i = 0; i < pixels; i++) {
    const nearest = nearestCentre(data, i * dims, centres, found, dims)
    if (!numbers.has(nearest)) numbers.set(nearest, numbers.size)
    assignment[i] = numbers.get(nearest)!
  }
  return summarise(features, assignment, numbers.size, false)
}

/** Every pixel its own prototype: exact condensation, for small images; with pixel adjacency if `spatial`. */
export function pixelPrototypes(features: PixelFeatures, spatial: boolean): Prototypes {
  const pixels = features.width * features.height
  return summarise(
    features,
    Int32Array.from({ length: pixels }, (_, i) => i),
    pixels,
    spatial,
  )
}
