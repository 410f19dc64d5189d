/** An encoder with random weights, for measurements that do not depend on training. */
import { type Embedding, type Planes, prepareIntensities, reducePlanes } from '@cuts/core'
import type { Encoder } from '@cuts/nn'
import { createNodeEngine } from '@cuts/nn/node'
import { resolveSettings } from '@cuts/runtime'
import { drawEncoder } from '@cuts/runtime/pipeline'
import type { Sample } from './image-set.ts'

const settings = resolveSettings('default')

/** Its statistics are taken over the images. */
export async function encoderWithoutTraining(samples: readonly Sample[], seed: number): Promise<Encoder> {
  const engine = await createNodeEngine({ device: 'cpu' })
  const { channels } = samples[0]!.image
  const load = async (index: number): Promise<Planes> => input(samples[index]!)
  return drawEncoder(engine, { channels, count: samples.length, load }, settings, { seed })
}

/** The embedding of an image by that encoder. */
export async function untrainedEncoder(
  samples: readonly Sample[],
  seed: number,
): Promise<(sample: Sample) => Promise<Embedding>> {
  const encoder = await encoderWithoutTraining(samples, seed)
  return sample => encoder.embed(input(sample))
}

function input({ image }: Sample): Planes {
  return reducePlanes(prepareIntensities(image, settings.image), settings.image.workingSide)
}
