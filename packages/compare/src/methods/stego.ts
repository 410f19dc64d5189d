/** STEGO: features of a pretrained transformer that the user supplies, a head trained on the images of the set. */
import {
  loadBackbone,
  loadStego,
  type PatchFeatures,
  type StegoModel,
  type StegoOptions,
  trainStego,
} from '@cuts/nn/peers'
import type { Method } from '../method.ts'
import { preparedSample } from './prepared-sample.ts'

/** Weights and shifts as published for a set of the user's own; fewer steps, as the sets here are small. */
const settings: StegoOptions = {
  dims: 70,
  clusters: 10,
  steps: 400,
  batch: 4,
  patches: 121,
  neighbours: 7,
  learningRate: 5e-4,
  self: { weight: 0.67, shift: 0.18 },
  similar: { weight: 0.25, shift: 0.12 },
  other: { weight: 0.63, shift: 0.46 },
}

const file = 'dino'

export const stego: Method = {
  id: 'stego',
  version: 1,
  rows: { stego: 'STEGO' },
  seeds: 'first',
  needs: [file],
  settings,
  learn: async (samples, { random, engine, weights, signal, onProgress }) => {
    const total = samples.length + settings.steps
    const backbone = await loadBackbone(engine, await weights(file), file)
    const features: PatchFeatures[] = []
    for (const { image } of samples) {
      signal.throwIfAborted()
      features.push(await backbone.features(preparedSample(image)))
      onProgress(features.length, total)
    }
    await backbone.dispose()
    const onStep = (done: number): void => onProgress(samples.length + done, total)
    return pack(await trainStego(engine, features, random, settings, { signal, onStep }))
  },
  open: async ({ engine, weights }, learnt) => {
    const backbone = await loadBackbone(engine, await weights(file), file)
    const labeler = await loadStego(engine, unpack(learnt!), settings.dims)
    return async ({ image }) => {
      const { width, height } = image
      const labels = await labeler.label(await backbone.features(preparedSample(image)), image)
      return { stego: { kind: 'labels', map: { width, height, labels } } }
    }
  },
}

/** Length of the features and of the weights, the weights, then the centres. */
function pack({ featureDims, weights, centres }: StegoModel): Uint8Array {
  const bytes = new Uint8Array(8 + 4 * (weights.length + centres.length))
  new Uint32Array(bytes.buffer, 0, 2).set([featureDims, weights.length])
  const values = new Float32Array(bytes.buffer, 8)
  values.set(weights)
  values.set(centres, weights.length)
  return bytes
}

function unpack(bytes: Uint8Array): StegoModel {
  const own = bytes.slice()
  const [featureDims, length] = new Uint32Array(own.buffer, 0, 2) as unknown as [number, number]
  const values = new Float32Array(own.buffer, 8)
  return { featureDims, weights: values.slice(0, length), centres: values.slice(length) }
}
