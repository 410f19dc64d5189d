/**
 * A U-Net trained on images with masks, and its use. Every image is resampled to one size, and its mask back to the
 * original size.
 */
import type { Mask, Planes, Random } from '@cuts/core'
import { asFloats, type Engine, floats } from '../engine.ts'
import { input } from '../graph/node.ts'
import { toOnnx } from '../onnx/to-onnx.ts'
import { unpack } from '../parameters/lookup.ts'
import { drawWeights, lengthOf } from '../parameters/slots.ts'
import { createLearner } from './learner.ts'
import { resample } from './resample.ts'
import { binaryCrossEntropy, type UnetSpec, unetLogits, unetSlots } from './unet.ts'

export interface SupervisedOptions {
  readonly unet: Omit<UnetSpec, 'channels'>
  /** Pixels: images are resampled to side x side; a multiple of 2^(blocks - 1) if the network halves. */
  readonly side: number
  /** Images in a step. */
  readonly batch: number
  readonly steps: number
  readonly learningRate: number
  readonly decay: number
}

/** An image in [-1, 1] and its truth, of one size. */
export interface TruthItem {
  readonly image: Planes
  readonly truth: Mask
}

export interface StepWatch {
  /** Called after every step with the number of steps done and the loss before the last. */
  readonly onStep?: (done: number, loss: number) => void
  readonly signal?: AbortSignal
}

/**
 * Weights after `steps` steps of AdamW on binary cross-entropy, from fresh ones; every image comes once before any
 * comes again. All images have the same number of channels.
 */
export async function trainUnet(
  engine: Engine,
  items: readonly TruthItem[],
  random: Random,
  options: SupervisedOptions,
  { onStep, signal }: StepWatch = {},
): Promise<Float32Array> {
  const { side, batch, learningRate, decay } = options
  const { channels } = items[0]!.image
  const spec = { ...options.unet, channels }
  const slots = unetSlots(spec)
  const [shape, truthShape] = [
    [batch, channels, side, side],
    [batch, 1, side, side],
  ]
  const prepared = items.map(({ image, truth }) => ({
    pixels: resample(image.data, image, { width: side, height: side }),
    truth: resample(
      Float32Array.from(truth.data, value => (value === 0 ? 0 : 1)),
      truth,
      { width: side, height: side },
    ),
  }))
  const learner = await createLearner(engine, {
    slots,
    weights: drawWeights(slots, random.fork('weights')),
    optimiser: { kind: 'adamw', learningRate, decay },
    objective: weights => ({
      loss: binaryCrossEntropy(unetLogits(input('pixels', shape), spec, weights), input('truth', truthShape)),
    }),
  })
  try {
    const next = shuffledForever(items.length, random.fork('order'))
    for (let step = 0; step < options.steps; step++) {
      signal?.throwIfAborted()
      const pixels = new Float32Array(batch * channels * side * side)
      const truth = new Float32Array(batch * side * side)
      for (let b = 0; b < batch; b++) {
        const item = prepared[next()]!
        pixels.set(item.pixels, b * item.pixels.length)
        truth.set(item.truth, b * item.truth.length)
      }
      const { loss } = await learner.step({ pixels: floats(pixels, shape), truth: floats(truth, truthShape) })
      onStep?.(step + 1, loss)
    }
    return await learner.weights()
  } finally {
    await learner.dispose()
  }
}

/** Yields numbers in [0, count) without end, all of them in a new order each round. */
function shuffledForever(count: number, random: Random): () => number {
  const order = Array.from({ length: count }, (_, i) => i)
  let at = count
  return () => {
    if (at === count) {
      for (let i = count - 1; i > 0; i--) {
        const j = random.integer(i + 1)
        const held = order[i]!
        order[i] = order[j]!
        order[j] = held
      }
      at = 0
    }
    return order[at++]!
  }
}

/** A network that masks images with any given weights. */
export interface UnetMasker {
  /** Returns 1 for probabilities above one half, in the size of the image. */
  mask(image: Planes, weights: Float32Array): Promise<Mask>
  dispose(): Promise<void>
}

/** Loads the network for images of `channels` channels. */
export async function loadUnet(
  engine: Engine,
  channels: number,
  { unet, side }: Pick<SupervisedOptions, 'unet' | 'side'>,
): Promise<UnetMasker> {
  const spec = { ...unet, channels }
  const slots = unetSlots(spec)
  const shape = [1, channels, side, side]
  const lookup = unpack(input('weights', [lengthOf(slots)]), slots)
  const model = await engine.load(toOnnx({ logits: unetLogits(input('pixels', shape), spec, lookup) }))
  return {
    mask: async ({ width, height, data }, weights) => {
      const square = { width: side, height: side }
      const outputs = await model.run({
        pixels: floats(resample(data, { width, height }, square), shape),
        weights: floats(weights, [weights.length]),
      })
      const logits = resample(asFloats(outputs.logits), square, { width, height })
      return { width, height, data: Uint8Array.from(logits, value => (value > 0 ? 1 : 0)) }
    },
    dispose: () => model.dispose(),
  }
}
