/**
 * Networks that learn from masks, scored in two ways. As in the paper, one network is scored on all images, two thirds
 * of which it was trained on. For held-out scores, each image is scored by a network that was not trained on it. Both
 * use the same three networks, each trained on two of three folds.
 */
import { CutsError } from '@cuts/core'
import { loadUnet, type SupervisedOptions, trainUnet } from '@cuts/nn/peers'
import type { Method } from '../method.ts'
import { dealFolds } from './folds.ts'
import { preparedSample } from './prepared-sample.ts'

const folds = 3

/** Enough to learn the seen images by heart, as the paper's did, in a few minutes without a GPU. */
const unetSettings: SupervisedOptions = {
  unet: { widths: [16, 32, 64, 128], kernel: 3, halving: true },
  side: 128,
  batch: 2,
  steps: 500,
  learningRate: 1e-3,
  decay: 0.01,
}

/** The paper's kernels, strides, widths and rate; images a quarter of the size in pixels. */
const dynunetSettings: SupervisedOptions = {
  unet: { widths: [16, 32, 64, 128], kernel: 5, halving: false },
  side: 64,
  batch: 2,
  steps: 300,
  learningRate: 1e-3,
  decay: 0.01,
}

export const unet = supervised('unet', 'U-Net', unetSettings)
export const dynunet = supervised('dynunet', 'DynUNet ("nnU-Net")', dynunetSettings)

/** A method with two rows: `id`, contaminated, and `id`-heldout. */
export function supervised(id: string, title: string, settings: SupervisedOptions): Method {
  return {
    id,
    version: 1,
    rows: { [id]: `${title}, two thirds of the images seen in training`, [`${id}-heldout`]: `${title}, held out` },
    seeds: 'first',
    settings,
    learn: async (samples, { random, engine, signal, onProgress }) => {
      if (samples.length < folds)
        throw new CutsError(
          'NothingToDo',
          `${title} needs at least ${folds} images with masks. Got ${samples.length}.`,
          { remedy: 'Give more images, or leave the method out.' },
        )
      const items = samples.map(({ image, truth }) => ({ image: preparedSample(image), truth }))
      const ids = samples.map(sample => sample.id)
      const dealt = dealFolds(ids, folds, random.fork('folds'))
      const networks: Float32Array[] = []
      for (let fold = 0; fold < folds; fold++) {
        const seen = items.filter((_, i) => dealt[i] !== fold)
        const onStep = (done: number): void => onProgress(fold * settings.steps + done, folds * settings.steps)
        networks.push(await trainUnet(engine, seen, random.fork('network', fold), settings, { onStep, signal }))
      }
      return pack({ folds: Object.fromEntries(ids.map((name, i) => [name, dealt[i]!])), networks })
    },
    open: async ({ engine }, learnt) => {
      const { folds: foldOf, networks } = unpack(learnt!)
      const maskers = new Map<number, ReturnType<typeof loadUnet>>()
      return async sample => {
        const image = preparedSample(sample.image)
        const masker = maskers.get(image.channels) ?? loadUnet(engine, image.channels, settings)
        maskers.set(image.channels, masker)
        const { mask } = await masker
        // Each of the three was trained on two thirds of the images; the first one is used.
        const [seen, unseen] = [networks[0]!, networks[foldOf[sample.id]!]!]
        return {
          [id]: { kind: 'mask', mask: await mask(image, seen) },
          [`${id}-heldout`]: { kind: 'mask', mask: await mask(image, unseen) },
        }
      }
    },
  }
}

interface Learnt {
  /** The fold of each image by id: the network of that number has not seen it. */
  readonly folds: { readonly [id: string]: number }
  readonly networks: readonly Float32Array[]
}

/** Length of the head in bytes, the head as JSON, padded with spaces to words, then the weights of each network. */
function pack({ folds: dealt, networks }: Learnt): Uint8Array {
  const json = JSON.stringify(dealt)
  const head = new TextEncoder().encode(json)
  const padded = 4 * Math.ceil(head.length / 4)
  const size = networks[0]!.length
  const bytes = new Uint8Array(4 + padded + 4 * size * networks.length).fill(32)
  new Uint32Array(bytes.buffer, 0, 1)[0] = padded
  bytes.set(head, 4)
  for (const [i, weights] of networks.entries()) new Float32Array(bytes.buffer, 4 + padded + 4 * size * i).set(weights)
  return bytes
}

function unpack(bytes: Uint8Array): Learnt {
  const own = bytes.slice()
  const padded = new Uint32Array(own.buffer, 0, 1)[0]!
  const weights = new Float32Array(own.buffer, 4 + padded)
  const size = weights.length / folds
  return {
    folds: JSON.parse(new TextDecoder().decode(own.subarray(4, 4 + padded))) as Learnt['folds'],
    networks: Array.from({ length: folds }, (_, i) => weights.subarray(i * size, (i + 1) * size)),
  }
}
