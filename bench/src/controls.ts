/**
 * What the same images give without learning: the learned embedding has to beat these to be worth its cost. All use the
 * paper's label hint.
 */
import {
  colourFeatures,
  createRandom,
  densePoints,
  type Embedding,
  evaluateMask,
  kmeans,
  type LabelMap,
  labelHint,
  type MaskMetrics,
  prepareIntensities,
} from '@cuts/core'
import { exportEncoder, initialParameters, loadEncoder, type NetworkInput, refreshStatistics } from '@cuts/nn'
import { createNodeRuntime } from '@cuts/nn/node'
import { evaluateRegions, levelMaps, resolveSettings, segmentEmbedding } from '@cuts/runtime'
import type { Sample } from './image-set.ts'

const settings = resolveSettings('default')

/** k-means (k = 10) on the colours of single pixels, blurred by `sigma` px (0: raw). */
export function pixelKmeans({ image, truth }: Sample, sigma: number, seed: number): MaskMetrics {
  const { width, height, dims, data } = colourFeatures(image, sigma, settings.image)
  const area = width * height
  const rows = new Float64Array(area * dims)
  for (let d = 0; d < dims; d++) for (let i = 0; i < area; i++) rows[i * dims + d] = data[d * area + i]!
  const { labels } = kmeans(densePoints(rows, dims), undefined, 10, createRandom(seed), {
    restarts: 3,
    iterations: 100,
  })
  const map: LabelMap = { width, height, labels }
  return evaluateMask(labelHint(map, truth).mask, truth)
}

/** Colour blurred by half a pixel in place of the embedding; all else as in the default preset. */
export function blurredColour({ image }: Sample): Embedding {
  return colourFeatures(image, 0.5, settings.image)
}

/** An encoder with fresh weights, its statistics taken over the images; all else as in the default preset. */
export async function untrainedEncoder(
  samples: readonly Sample[],
  seed: number,
): Promise<(sample: Sample) => Promise<Embedding>> {
  const runtime = await createNodeRuntime({ device: 'cpu' })
  const { channels } = samples[0]!.image
  const input = ({ image }: Sample): NetworkInput => ({
    width: image.width,
    height: image.height,
    channels,
    data: prepareIntensities(image, settings.image),
  })
  const fresh = initialParameters({ channels, headLayers: 1 }, createRandom(seed).fork('weights'))
  const parameters = await refreshStatistics(runtime, fresh, samples.length, async index => input(samples[index]!))
  const encoder = await loadEncoder(runtime, exportEncoder(parameters))
  return sample => encoder.embed(input(sample))
}

/** k-means, persistent structures and best level of an embedding that took the learned one's place. */
export function segmentAndScore({ image, truth }: Sample, embedding: Embedding, seed: number) {
  const isColour = embedding.dims <= 4
  const segmentation = segmentEmbedding(
    embedding,
    isColour ? colourSettings : settings,
    createRandom(seed).fork('segment'),
    isColour ? {} : { values: colourFeatures(image, 0, settings.image) },
  )
  return evaluateRegions({ ...segmentation, levels: levelMaps(segmentation) }, truth).metrics
}

/** Colours differ in length, not only in direction: they must not be normalised. */
const colourSettings = resolveSettings('default', { features: { normalise: false }, kmeans: { normalise: false } })
