/** The two ways to embed a pixel, in its window and in its image, against each other. */
import { describe, expect, it } from 'vitest'
import { asFloats, floats } from '../engine.ts'
import {
  constant,
  gatherRows,
  gradients,
  input,
  mul,
  type Node,
  reduceSum,
  reshape,
  transpose,
} from '../graph/index.ts'
import { createNodeEngine } from '../node/index.ts'
import { toOnnx } from '../onnx/to-onnx.ts'
import { unpack } from '../parameters/lookup.ts'
import { view } from '../parameters/slots.ts'
import { drawEncoder, drawItems, drawPairs, largestError } from '../testing/small-encoder.ts'
import { type Batch, imageBatch, type TrainingItem, windowBatch } from '../training/batch.ts'
import { embedImages, embedWindows, type Normalisation } from './forward.ts'
import { embeddingDims, parameterSlots, receptiveRadius, statisticSlots } from './parameters.ts'

const spec = { channels: 3, headLayers: 1 } as const
const parameters = drawEncoder(spec)
const trained = parameterSlots(spec).filter(({ name }) => !name.startsWith('head'))

const engine = await createNodeEngine({ threads: 1 })
const weights = input('weights', [parameters.weights.length])
const lookup = unpack(weights, parameterSlots(spec))
const running: Normalisation = {
  kind: 'running',
  statistics: unpack(input('statistics', [parameters.statistics.length]), statisticSlots()),
}

/** Embeddings of the sampled pixels, and the gradient of a function that weighs each of their features differently. */
async function embed(
  batch: Batch,
  normalisation: Normalisation,
): Promise<{ embedding: Float32Array; slope: Float32Array }> {
  const count = 2 * batch.images * batch.samples
  const pixels = input('pixels', batch.pixelShape)
  const embedding =
    batch.rows === undefined
      ? embedWindows(pixels, lookup, normalisation).embedding
      : gatherRows(rowsOf(embedImages(pixels, lookup, normalisation).embedding), input('rows', [count], 'int64'))
  const weighting = Float32Array.from({ length: count * embeddingDims }, (_, i) => Math.sin(i))
  const loss = reduceSum(mul(embedding, constant(weighting, [count, embeddingDims])), [0, 1])
  const model = await engine.load(toOnnx({ embedding, slope: gradients(loss, [weights])[0]! }))
  const outputs = await model.run({
    pixels: floats(batch.pixels, batch.pixelShape),
    weights: floats(parameters.weights, [parameters.weights.length]),
    ...(normalisation.kind === 'batch'
      ? {}
      : { statistics: floats(parameters.statistics, [parameters.statistics.length]) }),
    ...(batch.rows === undefined ? {} : { rows: { dtype: 'int64', shape: [count], data: batch.rows } }),
  })
  return { embedding: asFloats(outputs.embedding), slope: asFloats(outputs.slope) }
}

function rowsOf(embedding: Node): Node {
  const [b, d, h, w] = embedding.shape as number[]
  return reshape(transpose(embedding, [0, 2, 3, 1]), [b! * h! * w!, d!])
}

async function compare(items: readonly TrainingItem[], normalisation: Normalisation, tolerance: number): Promise<void> {
  const inWindows = await embed(windowBatch(items), normalisation)
  const inImages = await embed(imageBatch(items), normalisation)
  expect(largestError(inWindows.embedding, inImages.embedding)).toBeLessThan(tolerance)
  for (const slot of trained) {
    // A bias before a batch normalisation has no effect, so both sides hold rounding noise.
    if (normalisation.kind === 'batch' && /^conv\d\.bias$/.test(slot.name)) continue
    const part = (vector: Float32Array): Float32Array => view(parameterSlots(spec), vector, slot.name)
    expect(largestError(part(inWindows.slope), part(inImages.slope)), slot.name).toBeLessThan(tolerance)
  }
}

describe('windows and whole images', () => {
  it('give the same embeddings and gradients away from the border, to 1e-5', async () => {
    await compare(drawItems(2, 5, 22, 22, receptiveRadius), running, 1e-5)
  })

  it('give the same embeddings and gradients by batch statistics where these agree, to 1e-4', async () => {
    // Images of one colour look alike in every window and at every pixel, so both ways see the same distribution.
    const items = [0, 1, 2].map(seed => {
      const data = Float32Array.from({ length: 3 * 81 }, (_, i) => Math.sin(5 * seed + Math.floor(i / 81)))
      const image = { width: 9, height: 9, channels: 3, data }
      return { image, pairs: drawPairs(image, 4, 0, seed) }
    })
    await compare(items, { kind: 'batch' }, 1e-4)
  })
})
