/** One image by CUTS: everything as in a run, but for the files. */
import { createRandom, type Planes, prepareIntensities, reducePlanes } from '@cuts/core'
import type { Encoder } from '@cuts/nn'
import type { Settings } from '@cuts/runtime'
import { type Segmentation, segmentImage } from '@cuts/runtime/pipeline'
import type { Sample } from '../method.ts'

/** All regions of one image. Deterministic for a seed. */
export async function segmentSample(
  encoder: Encoder,
  sample: Sample,
  settings: Settings,
  seed: number,
): Promise<Segmentation> {
  const input = workingInput(sample, settings)
  return (await segmentImage(encoder, input, settings, { random: createRandom(seed), image: sample.image }))
    .segmentation
}

/** An image as `cuts run` gives it to the encoder. */
export function workingInput({ image }: Sample, { image: options }: Settings): Planes {
  return reducePlanes(prepareIntensities(image, options), options.workingSide)
}
