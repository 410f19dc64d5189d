/**
 * Differentiable feature clustering (Kim, Kanezaki and Tanaka 2020): a small network is trained anew on every image
 * until its own most probable labels agree with it and with their neighbours. Labels merge during training, which stops
 * when few are left. Widths and loss are those of the CUTS paper's comparison.
 */
import type { Planes, Random } from '@cuts/core'
import { batchNormTraining } from '../encoder/layers.ts'
import { asFloats, type Engine, floats } from '../engine.ts'
import { input, type Node } from '../graph/node.ts'
import {
  add,
  conv2d,
  exp,
  leakyRelu,
  log,
  maximum,
  neg,
  padZero,
  reduceMax,
  reduceMean,
  reduceSum,
  slice,
  stopGradient,
  sub,
  sum,
} from '../graph/operators.ts'
import type { Lookup } from '../parameters/lookup.ts'
import { drawWeights, layOut, type Slot } from '../parameters/slots.ts'
import { argmax } from './argmax.ts'
import { createLearner } from './learner.ts'
import { resample } from './resample.ts'

export interface FeatureClusteringOptions {
  /** Width of the network, and the largest number of labels. */
  readonly labels: number
  /** Largest number of steps. */
  readonly iterations: number
  /** Training stops as soon as no more than this many labels are left. */
  readonly fewestLabels: number
  readonly learningRate: number
  readonly momentum: number
  /** Pixels: an image with a longer side is shrunk to it, and the scores of its labels are interpolated back. */
  readonly longestSide: number
}

/** Labels [height][width] in [0, options.labels) of one image in [-1, 1], of at least 2x2 pixels once it is shrunk. */
export async function clusterFeatures(
  engine: Engine,
  image: Planes,
  random: Random,
  options: FeatureClusteringOptions,
  signal?: AbortSignal,
): Promise<Int32Array> {
  const { channels } = image
  const shrink = Math.min(1, options.longestSide / Math.max(image.width, image.height))
  const [width, height] = [Math.round(image.width * shrink), Math.round(image.height * shrink)]
  const values = resample(image.data, image, { width, height })
  const slots = clusteringSlots(channels, options.labels)
  const shape = [1, channels, height, width]
  const pixels = input('pixels', shape)
  const { learningRate, momentum } = options
  const learner = await createLearner(engine, {
    slots,
    weights: drawWeights(slots, random),
    optimiser: { kind: 'sgd', learningRate, momentum },
    objective: weights => {
      const scores = clusteringScores(pixels, weights)
      return { loss: clusteringLoss(scores), outputs: { scores } }
    },
  })
  try {
    let scores: Float32Array = new Float32Array(options.labels * height * width)
    for (let i = 0; i < options.iterations; i++) {
      signal?.throwIfAborted()
      const { outputs } = await learner.step({ pixels: floats(values, shape) })
      scores = asFloats(outputs.scores)
      if (new Set(argmax(scores, options.labels)).size <= options.fewestLabels) break
    }
    return argmax(resample(scores, { width, height }, image), options.labels)
  } finally {
    await learner.dispose()
  }
}

/** Two convolutions 3x3 and one 1x1, each with its normalisation. */
export function clusteringSlots(channels: number, labels: number): Slot[] {
  const sizes = [
    [channels, 3],
    [labels, 3],
    [labels, 1],
  ] as const
  return layOut(
    sizes.flatMap(([inputs, side], layer): [string, number[]][] => [
      [`conv${layer}.weight`, [labels, inputs, side, side]],
      [`conv${layer}.bias`, [labels]],
      [`norm${layer}.scale`, [labels]],
      [`norm${layer}.shift`, [labels]],
    ]),
  )
}

/**
 * Scores [1, labels, h, w] of an image [1, c, h, w]: convolution, ReLU, normalisation, twice, then without the ReLU.
 */
export function clusteringScores(image: Node, weights: Lookup): Node {
  let x = image
  for (const [layer, side] of [3, 3, 1].entries()) {
    x = conv2d(padZero(x, (side - 1) / 2), weights(`conv${layer}.weight`), weights(`conv${layer}.bias`))
    if (layer < 2) x = leakyRelu(x, 0)
    x = batchNormTraining(x, { scale: weights(`norm${layer}.scale`), shift: weights(`norm${layer}.shift`) }).output
  }
  return x
}

/**
 * Cross-entropy of the scores [1, k, h, w] against their own largest, plus the mean absolute differences between
 * neighbours below each other and beside each other.
 */
export function clusteringLoss(scores: Node): Node {
  const [, , height, width] = scores.shape as readonly number[]
  // The score of the label with the highest score is the highest score, so no label has to be looked up.
  const top = reduceMax(scores, [1], true)
  const fixed = stopGradient(top)
  const entropy = sub(add(log(reduceSum(exp(sub(scores, fixed)), [1], true)), fixed), top)
  const differences = (axis: number, size: number): Node => {
    const d = sub(slice(scores, axis, 1, size), slice(scores, axis, 0, size - 1))
    return reduceMean(maximum(d, neg(d)))
  }
  return sum([reduceMean(entropy), differences(2, height!), differences(3, width!)])
}
