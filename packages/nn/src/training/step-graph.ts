/** One training step, forward, backward and update, as one ONNX graph. */

import { embedImages, embedWindows, type Forward, reconstruct } from '../encoder/forward.ts'
import { contrastiveLoss, reconstructionLoss } from '../encoder/losses.ts'
import { type EncoderSpec, embeddingDims, parameterSlots, statisticSlots } from '../encoder/parameters.ts'
import { constant, input, type Node } from '../graph/node.ts'
import { add, concat, gatherRows, mul, reshape, slice, transpose } from '../graph/operators.ts'
import { toOnnx } from '../onnx/to-onnx.ts'
import { nextOutputs } from '../optim/carried-state.ts'
import { flatAdamw, flatGradient, flatParameters } from '../optim/flat-step.ts'
import { type Lookup, unpack } from '../parameters/lookup.ts'
import { lengthOf } from '../parameters/slots.ts'
import type { Batch } from './batch.ts'
import type { TrainingOptions } from './options.ts'

/** New running statistic = 0.9 old + 0.1 batch. */
const momentum = 0.1

interface Losses {
  readonly reconstruction: Node
  readonly contrastive: Node
  readonly total: Node
}

/** Sizes that a graph is built for. */
export type BatchShape = Pick<Batch, 'images' | 'samples' | 'pixelShape'>

/**
 * The step as an ONNX model. Inputs: `weights`, `statistics`, `firstMoment`, `secondMoment` (of the optimiser), the
 * batch (`pixels`, `patches`, `valid`, in dense mode `rows`), `learningRate`, `correction1`, `correction2`. Outputs:
 * the same state after the step, the three losses, and `gradient`.
 */
export function trainingStepModel(
  spec: EncoderSpec,
  options: TrainingOptions,
  shape: BatchShape,
  block?: number,
): Uint8Array {
  const parameters = flatParameters(parameterSlots(spec))
  const statistics = input('statistics', [lengthOf(statisticSlots())])
  const { forward, losses } = objective(spec, options, shape, parameters.lookup, undefined, block)
  const gradient = flatGradient(losses.total, parameters)
  const { weightDecay: decay, decayAll } = options
  const next = flatAdamw(parameters, gradient, { learningRate: input('learningRate', []), decay, decayAll })
  const batch = concat(
    forward.norms.flatMap(norm => [norm.mean, mul(norm.variance, constant(norm.count / Math.max(1, norm.count - 1)))]),
    0,
  )
  return toOnnx({
    ...nextOutputs({
      ...next,
      statistics: add(mul(statistics, constant(1 - momentum)), mul(batch, constant(momentum))),
    }),
    gradient,
    ...losses,
  })
}

/** Returns the losses alone, normalised by the running statistics, for validation. */
export function validationModel(
  spec: EncoderSpec,
  options: TrainingOptions,
  shape: BatchShape,
  block?: number,
): Uint8Array {
  const lookup = unpack(input('weights', [lengthOf(parameterSlots(spec))]), parameterSlots(spec))
  const statistics = unpack(input('statistics', [lengthOf(statisticSlots())]), statisticSlots())
  return toOnnx({ ...objective(spec, options, shape, lookup, statistics, block).losses })
}

/** The two losses and their weighted sum (paper, section 3.1.3) on a batch of the given shape. */
function objective(
  spec: EncoderSpec,
  options: TrainingOptions,
  { images: b, samples: s, pixelShape }: BatchShape,
  weights: Lookup,
  statistics: Lookup | undefined,
  block: number | undefined,
): { forward: Forward; losses: Losses } {
  const normalisation =
    statistics === undefined ? ({ kind: 'batch' } as const) : ({ kind: 'running', statistics } as const)
  const pixels = input('pixels', pixelShape)
  const forward =
    options.mode === 'windows'
      ? embedWindows(pixels, weights, normalisation, block)
      : embedImages(pixels, weights, normalisation)
  const samples = options.mode === 'windows' ? forward.embedding : gatherSamples(forward.embedding, 2 * b * s)
  const count = b * s
  const anchors = slice(samples, 0, 0, count)
  const positives = slice(samples, 0, count, 2 * count)
  const grouped = (x: Node): Node => reshape(x, [b, s, embeddingDims])
  const patches = input('patches', [count, spec.channels * 25])
  const reconstruction = reconstructionLoss(reconstruct(anchors, spec, weights), patches)
  const contrastive = contrastiveLoss(
    options.contrastive,
    grouped(anchors),
    grouped(positives),
    input('valid', [b, s]),
    options.temperature,
  )
  const total = add(mul(contrastive, constant(options.lambda)), mul(reconstruction, constant(1 - options.lambda)))
  return { forward, losses: { reconstruction, contrastive, total } }
}

/** Rows of the sampled pixels out of [b, 128, h, w]. */
function gatherSamples(embedding: Node, count: number): Node {
  const [b, d, h, w] = embedding.shape as number[]
  const pixels = reshape(transpose(embedding, [0, 2, 3, 1]), [b! * h! * w!, d!])
  return gatherRows(pixels, input('rows', [count], 'int64'))
}
