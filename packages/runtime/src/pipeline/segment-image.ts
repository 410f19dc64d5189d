/** Segments one image. This is the one place that names the random streams of a run. */
import type { Image, Planes, Random } from '@cuts/core'
import type { Encoder } from '@cuts/nn'
import type { Settings } from '../presets/stages.ts'
import { suitsCells } from './crowded.ts'
import { embedFeatures } from './features.ts'
import { type Segmentation, segmentFeatures } from './segment.ts'

/** Random streams, forked from the stream of the seed. Changing a name changes results. */
export const randomStreams = {
  /** Chooses the images for validation. */
  split: 'split',
  /** Initial weights of the encoder. */
  weights: 'weights',
  /** Anchors and positives of training, and those of validation. */
  training: 'training',
  validation: 'validation',
  /** Prototypes, condensation and k-means of an image or a group. */
  segment: 'segment',
  /** Places of the prototypes in a plot. */
  plot: 'plot',
} as const

/** Note for an image that seems to hold many objects of one kind. */
export const crowded = 'seems to hold many objects of one kind'

export interface SegmentedImage {
  readonly segmentation: Segmentation
  /** Whether the image seems to hold many objects of one kind. */
  readonly isCrowded: boolean
  readonly seconds: { readonly embed: number; readonly condense: number; readonly total: number }
}

/**
 * Segments an image from its intensities in [-1, 1] at the working size; `random` is the stream of the seed. Label maps
 * have the size of `image` or, without it, of the input.
 */
export async function segmentImage(
  encoder: Encoder,
  input: Planes,
  settings: Settings,
  {
    random,
    image,
    onEmbedded,
  }: { readonly random: Random; readonly image?: Image | undefined; readonly onEmbedded?: () => void },
): Promise<SegmentedImage> {
  const started = performance.now()
  const features = await embedFeatures(encoder, input, settings)
  const embedded = performance.now()
  onEmbedded?.()
  const own = random.fork(randomStreams.segment)
  const segmentation = segmentFeatures(features, settings, own, { image, geometry: image?.geometry })
  const embed = (embedded - started) / 1000
  const condense = (performance.now() - embedded) / 1000
  return {
    segmentation,
    isCrowded: suitsCells(segmentation, settings, own),
    seconds: { embed, condense, total: embed + condense },
  }
}
