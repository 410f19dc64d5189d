/** An encoder with random weights, for measurements that do not depend on training. */
import { createRandom, type Embedding, prepareIntensities, reducePlanes } from '@cuts/core'
import { exportEncoder, initialParameters, loadEncoder, refreshStatistics } from '@cuts/nn'
import { createNodeEngine } from '@cuts/nn/node'
import { resolveSettings } from '@cuts/runtime'
import type { Sample } from './image-set.ts'

const settings = resolveSettings('default')

/** Returns a function that embeds a sample. The normalisation statistics are those of all samples. */
export async function untrainedEncoder(
  samples: readonly Sample[],
  seed: number,
): Promise<(sample: Sample) => Promise<Embedding>> {
  const engine = await createNodeEngine({ device: 'cpu' })
  const { channels } = samples[0]!.image
  const input = ({ image }: Sample) =>
    reducePlanes(prepareIntensities(image, settings.image), settings.image.workingSide)
  const fresh = initialParameters({ channels, headLayers: 1 }, createRandom(seed).fork('weights'))
  const parameters = await refreshStatistics(engine, fresh, samples.length, async index => input(samples[index]!))
  const encoder = await loadEncoder(engine, exportEncoder(parameters))
  return sample => encoder.embed(input(sample))
}
