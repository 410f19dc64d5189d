/**
 * STEGO (Hamilton et al., ICLR 2022): a small head on the features of a pretrained network, trained on images without
 * labels so that its codes agree if the features do, and clusters of those codes.
 */
import { densePoints, kMeans, type Random } from '@cuts/core'
import { asFloats, type Engine, floats } from '../engine.ts'
import { constant, input, type Node } from '../graph/node.ts'
import { add, leakyRelu, matmul, mul, sum, transpose } from '../graph/operators.ts'
import { toOnnx } from '../onnx/to-onnx.ts'
import { type Lookup, unpack } from '../parameters/lookup.ts'
import { drawWeights, layOut, lengthOf, type Slot } from '../parameters/slots.ts'
import { argmax } from './argmax.ts'
import type { PatchFeatures } from './backbone.ts'
import { correspondenceLoss } from './correspondence.ts'
import { createLearner } from './learner.ts'
import { resample } from './resample.ts'
import type { StepWatch } from './supervised.ts'

export interface StegoOptions {
  /** Length of a code. */
  readonly dims: number
  readonly clusters: number
  readonly steps: number
  /** Images in a step, and patches drawn from each. */
  readonly batch: number
  readonly patches: number
  /** Number of most similar images from which one is drawn. */
  readonly neighbours: number
  readonly learningRate: number
  /** Weight and shift of an image with itself, with a similar one, and with any other. */
  readonly self: PairWeight
  readonly similar: PairWeight
  readonly other: PairWeight
}

/** The weight of one kind of pair in the loss, and the similarity of features above which codes are pulled together. */
export interface PairWeight {
  readonly weight: number
  readonly shift: number
}

/** A trained head with its clusters. */
export interface StegoModel {
  /** Length of the features it reads. */
  readonly featureDims: number
  readonly weights: Float32Array
  /** Unit vectors [clusters][dims]. */
  readonly centres: Float32Array
}

/** Returns the positions of the parameters of the head: a linear map, and beside it one with a hidden layer. */
export function headSlots(featureDims: number, dims: number): Slot[] {
  return layOut([
    ['linear.weight', [dims, featureDims]],
    ['linear.bias', [dims]],
    ['hidden.weight', [featureDims, featureDims]],
    ['hidden.bias', [featureDims]],
    ['out.weight', [dims, featureDims]],
    ['out.bias', [dims]],
  ])
}

/** Codes [..., dims] of features [..., featureDims]. */
export function headCodes(features: Node, weights: Lookup): Node {
  const layer = (x: Node, name: string): Node =>
    add(matmul(x, transpose(weights(`${name}.weight`), [1, 0])), weights(`${name}.bias`))
  return add(layer(features, 'linear'), layer(leakyRelu(layer(features, 'hidden'), 0), 'out'))
}

/** Trains a head on the features of at least two images, and clusters its codes of all their patches. */
export async function trainStego(
  engine: Engine,
  images: readonly PatchFeatures[],
  random: Random,
  options: StegoOptions,
  { onStep, signal }: StepWatch = {},
): Promise<StegoModel> {
  const { batch, patches, dims } = options
  const featureDims = images[0]!.dims
  const slots = headSlots(featureDims, dims)
  const shape = [batch, patches, featureDims]
  const learner = await createLearner(engine, {
    slots,
    weights: drawWeights(slots, random.fork('weights')),
    optimiser: { kind: 'adamw', learningRate: options.learningRate, decay: 0 },
    objective: weights => {
      const named = (name: string) => {
        const features = input(name, shape)
        return { features, codes: headCodes(features, weights) }
      }
      const anchors = named('anchors')
      const pairLoss = (name: string, { weight, shift }: PairWeight): Node =>
        mul(constant(weight), correspondenceLoss(anchors, named(name), shift))
      const { self, similar, other } = options
      return { loss: sum([pairLoss('self', self), pairLoss('similar', similar), pairLoss('other', other)]) }
    },
  })
  const similar = nearestImages(images, options.neighbours)
  let weights: Float32Array
  try {
    for (let step = 0; step < options.steps; step++) {
      signal?.throwIfAborted()
      const draw = random.fork('step', step)
      const chosen = Array.from({ length: batch }, () => draw.integer(images.length))
      const others = chosen.map(i => (i + 1 + draw.integer(images.length - 1)) % images.length)
      const likes = chosen.map(i => similar[i]![draw.integer(similar[i]!.length)]!)
      const drawn = (of: readonly number[]) =>
        floats(
          drawPatches(
            of.map(i => images[i]!),
            patches,
            draw,
          ),
          shape,
        )
      const inputs = { anchors: drawn(chosen), self: drawn(chosen), similar: drawn(likes), other: drawn(others) }
      const { loss } = await learner.step(inputs)
      onStep?.(step + 1, loss)
    }
    weights = await learner.weights()
  } finally {
    await learner.dispose()
  }
  const head = await loadHead(engine, { featureDims, weights }, dims)
  const codes: Float32Array[] = []
  for (const image of images) codes.push(unit(await head.codes(image), dims))
  await head.dispose()
  const rows = new Float64Array(codes.reduce((total, { length }) => total + length, 0))
  let at = 0
  for (const part of codes) {
    rows.set(part, at)
    at += part.length
  }
  const { centres } = kMeans(densePoints(rows, dims), undefined, options.clusters, random.fork('clusters'), {
    restarts: 3,
    iterations: 50,
  })
  return { featureDims, weights, centres: unit(Float32Array.from(centres), dims) }
}

export interface StegoLabeler {
  /**
   * Returns labels [height][width]: for each pixel, the cluster with the highest cosine, interpolated between patches.
   */
  label(features: PatchFeatures, size: { readonly width: number; readonly height: number }): Promise<Int32Array>
  dispose(): Promise<void>
}

export async function loadStego(engine: Engine, model: StegoModel, dims: number): Promise<StegoLabeler> {
  const head = await loadHead(engine, model, dims)
  const clusters = model.centres.length / dims
  return {
    label: async (features, size) => {
      const codes = unit(await head.codes(features), dims)
      const count = features.width * features.height
      const cosines = new Float32Array(clusters * count)
      for (let k = 0; k < clusters; k++)
        for (let i = 0; i < count; i++) {
          let dot = 0
          for (let d = 0; d < dims; d++) dot += codes[i * dims + d]! * model.centres[k * dims + d]!
          cosines[k * count + i] = dot
        }
      return argmax(resample(cosines, features, size), clusters)
    },
    dispose: head.dispose,
  }
}

async function loadHead(
  engine: Engine,
  { featureDims, weights }: Pick<StegoModel, 'featureDims' | 'weights'>,
  dims: number,
): Promise<{ codes: (features: PatchFeatures) => Promise<Float32Array>; dispose: () => Promise<void> }> {
  const slots = headSlots(featureDims, dims)
  const vector = constant(weights, [lengthOf(slots)])
  const model = await engine.load(
    toOnnx({ codes: headCodes(input('features', ['N', featureDims]), unpack(vector, slots)) }),
  )
  return {
    codes: async ({ data }) => {
      const outputs = await model.run({ features: floats(data, [data.length / featureDims, featureDims]) })
      return asFloats(outputs.codes)
    },
    dispose: () => model.dispose(),
  }
}

/** For each image the others whose mean features have the highest cosines with its own, at most `count`. */
export function nearestImages(images: readonly PatchFeatures[], count: number): number[][] {
  const means = images.map(({ data, dims }) => {
    const mean = new Float32Array(dims)
    for (let i = 0; i < data.length; i++) mean[i % dims]! += data[i]!
    return unit(mean, dims)
  })
  return means.map((mean, i) => {
    const cosine = (j: number): number => mean.reduce((dot, value, d) => dot + value * means[j]![d]!, 0)
    const others = [...means.keys()].filter(j => j !== i).map(j => ({ j, cosine: cosine(j) }))
    return others
      .sort((a, b) => b.cosine - a.cosine)
      .slice(0, count)
      .map(({ j }) => j)
  })
}

/** [n][patches][dims], drawn with replacement. */
function drawPatches(images: readonly PatchFeatures[], patches: number, random: Random): Float32Array {
  const { dims } = images[0]!
  const out = new Float32Array(images.length * patches * dims)
  for (const [n, { data }] of images.entries())
    for (let s = 0; s < patches; s++) {
      const from = random.integer(data.length / dims) * dims
      out.set(data.subarray(from, from + dims), (n * patches + s) * dims)
    }
  return out
}

/** Rows [n][dims] over their lengths, in place. */
function unit(rows: Float32Array, dims: number): Float32Array {
  for (let at = 0; at < rows.length; at += dims) {
    let square = 0
    for (let d = 0; d < dims; d++) square += rows[at + d]! ** 2
    const length = Math.max(1e-6, Math.sqrt(square))
    for (let d = 0; d < dims; d++) rows[at + d]! /= length
  }
  return rows
}
