/** An encoder with random weights, for measurements that do not depend on training. */
import { createRandom, type Embedding, type Planes, prepareIntensities, reducePlanes } from '@cuts/core'
import { type Encoder, exportEncoder, initialParameters, loadEncoder, refreshStatistics } from '@cuts/nn'
import { createNodeEngine } from '@cuts/nn/node'
import { resolveSettings } from '@cuts/runtime'
import type { Sample } from './image-set.ts'

const settings = resolveSettings('default')

/** Its statistics are taken over the images. */
export async function encoderWithoutTraining(samples: readonly Sample[], seed: number): Promise<Encoder> {
  const engine = await createNodeEngine({ device: 'cpu' })
  const { channels } = samples[0]!.image
  const fresh = initialParameters({ channels, headLayers: 1 }, createRandom(seed).fork('weights'))
  const parameters = await refreshStatistics(engine, fresh, samples.length, async index => input(samples[index]!))
  return await loadEncoder(engine, exportEncoder(parameters))
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
