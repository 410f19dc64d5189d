/** One whole training step against the vectors PyTorch made (tolerances: ../shared/reference/README.md). */
import { loadNpz, type NpzArray, referencePath, sharedDataReason } from '@cuts/testing'
import { beforeAll, describe, expect, it } from 'vitest'
import { embedImages } from '../encoder/forward.ts'
import { type EncoderSpec, parameterSlots, statisticSlots } from '../encoder/parameters.ts'
import { asFloats, floats } from '../engine.ts'
import { input } from '../graph/index.ts'
import { createNodeEngine } from '../node/index.ts'
import { toOnnx } from '../onnx/to-onnx.ts'
import { unpack } from '../parameters/lookup.ts'
import { lengthOf, view } from '../parameters/slots.ts'
import type { TrainingItem } from './batch.ts'
import { trainingStepModel } from './step-graph.ts'
import { createTrainer, type Losses, type Trainer } from './trainer.ts'

const path = referencePath('train_step.npz')
const spec: EncoderSpec = { channels: 3, headLayers: 2 }
const options = {
  mode: 'dense',
  contrastive: 'ntxent',
  temperature: 0.5,
  lambda: 0.01,
  headLayers: 2,
  learningRate: 1e-3,
  weightDecay: 1e-4,
  decayAll: true,
  batchImages: 2,
  samplesPerImage: 6,
} as const

describe.skipIf(path === undefined)(`training step against PyTorch (${sharedDataReason} if skipped)`, () => {
  let reference: { readonly [name: string]: NpzArray }
  let trainer: Trainer
  let losses: Losses
  let gradient: Float32Array
  const floatsOf = (name: string): Float32Array => reference[name]!.data as Float32Array

  beforeAll(async () => {
    reference = loadNpz(path!)
    const engine = await createNodeEngine({ threads: 2 })
    trainer = createTrainer(
      engine,
      { spec, weights: gather('init', parameterSlots(spec)), statistics: gather('init', statisticSlots()) },
      options,
    )
    const batch = trainer.batch([0, 1].map(image))
    const state = await trainer.state()
    const step = await engine.load(trainingStepModel(spec, { ...options }, batch))
    const outputs = await step.run({
      pixels: floats(batch.pixels, batch.pixelShape),
      patches: floats(batch.patches, [12, 75]),
      valid: floats(batch.valid, [2, 6]),
      rows: { dtype: 'int64', shape: [24], data: batch.rows! },
      weights: floats(state.weights, [state.weights.length]),
      statistics: floats(state.statistics, [state.statistics.length]),
      firstMoment: floats(state.firstMoment, [state.weights.length]),
      secondMoment: floats(state.secondMoment, [state.weights.length]),
      learningRate: floats(Float32Array.of(1e-3), []),
      correction1: floats(Float32Array.of(0.1), []),
      correction2: floats(Float32Array.of(0.001), []),
    })
    gradient = asFloats(outputs.gradient)
    expect([...batch.patches]).toEqual([...floatsOf('patch_real')])
    losses = await trainer.step(batch)
  })

  /** The reference's tensors in the order of our flat vector. */
  function gather(group: string, slots: ReturnType<typeof parameterSlots>): Float32Array {
    const vector = new Float32Array(lengthOf(slots))
    for (const slot of slots) vector.set(floatsOf(`${group}.${referenceName(slot.name)}`), slot.offset)
    return vector
  }

  function image(b: number): TrainingItem {
    const positions = (name: string): Int32Array => (reference[name]!.data as Int32Array).slice(12 * b, 12 * (b + 1))
    return {
      image: { width: 32, height: 32, channels: 3, data: floatsOf('x').slice(3072 * b, 3072 * (b + 1)) },
      pairs: {
        anchors: positions('anchors_hw'),
        positives: positions('positives_hw'),
        valid: new Uint8Array(6).fill(1),
      },
    }
  }

  it('gives the losses to 1e-4', () => {
    const expected = reference.loss!.data as Float64Array
    expect(Math.abs(losses.reconstruction / expected[0]! - 1)).toBeLessThan(1e-4)
    expect(Math.abs(losses.contrastive / expected[1]! - 1)).toBeLessThan(1e-4)
    expect(Math.abs(losses.total / expected[2]! - 1)).toBeLessThan(1e-4)
  })

  it('gives every gradient to 1e-3 in the L2 norm', () => {
    for (const slot of parameterSlots(spec)) {
      const expected = floatsOf(`grad.${referenceName(slot.name)}`)
      const actual = view(parameterSlots(spec), gradient, slot.name)
      const norm = length(expected)
      const error = length(expected.map((value, i) => value - actual[i]!))
      // A bias before a normalisation has no effect: its true gradient is zero and both sides hold rounding noise.
      if (/^conv\d\.bias$/.test(slot.name)) expect(error, slot.name).toBeLessThan(1e-6)
      else expect(error / norm, slot.name).toBeLessThan(1e-3)
    }
  })

  it('gives the weights after the step to 1e-5 where the gradient is not tiny', async () => {
    const { weights } = await trainer.state()
    for (const slot of parameterSlots(spec)) {
      const expected = floatsOf(`after.${referenceName(slot.name)}`)
      const slope = floatsOf(`grad.${referenceName(slot.name)}`)
      const actual = view(parameterSlots(spec), weights, slot.name)
      let compared = 0
      let worst = 0
      for (let i = 0; i < expected.length; i++) {
        if (Math.abs(slope[i]!) < 1e-5) continue
        compared++
        worst = Math.max(worst, Math.abs(actual[i]! - expected[i]!))
      }
      expect(worst, slot.name).toBeLessThan(1e-5)
      if (slot.isWeight) expect(compared, slot.name).toBeGreaterThan(0.5 * expected.length)
    }
  })

  it('gives the running statistics and the embeddings after the step to 1e-4', async () => {
    for (const slot of statisticSlots())
      expectClose(
        view(statisticSlots(), (await trainer.state()).statistics, slot.name),
        floatsOf(`after.${referenceName(slot.name)}`),
        1e-4,
        slot.name,
      )

    // With the reference's own weights after the step: the convolution biases move by rounding noise alone (see above),
    // which AdamW scales up to a full step on both sides.
    const weights = gather('after', parameterSlots(spec))
    const statistics = gather('after', statisticSlots())
    const engine = await createNodeEngine({ threads: 2 })
    const x = input('x', [2, 3, 32, 32])
    const trained = unpack(input('weights', [weights.length]), parameterSlots(spec))
    const running = unpack(input('statistics', [statistics.length]), statisticSlots())
    const model = await engine.load(
      toOnnx({
        batch: embedImages(x, unpack(input('initial', [weights.length]), parameterSlots(spec)), { kind: 'batch' })
          .embedding,
        running: embedImages(x, trained, { kind: 'running', statistics: running }).embedding,
      }),
    )
    const outputs = await model.run({
      x: floats(floatsOf('x'), [2, 3, 32, 32]),
      initial: floats(gather('init', parameterSlots(spec)), [weights.length]),
      weights: floats(weights, [weights.length]),
      statistics: floats(statistics, [statistics.length]),
    })
    expectClose(asFloats(outputs.batch), floatsOf('z_train'), 1e-4, 'z_train')
    expectClose(asFloats(outputs.running), floatsOf('z_eval_after'), 1e-4, 'z_eval_after')
  })
})

/** Largest difference, relative to the largest expected value. */
function expectClose(actual: Float32Array, expected: Float32Array, tolerance: number, label: string): void {
  let scale = 0
  let worst = 0
  for (let i = 0; i < expected.length; i++) {
    scale = Math.max(scale, Math.abs(expected[i]!))
    worst = Math.max(worst, Math.abs(expected[i]! - actual[i]!))
  }
  expect(actual.length, label).toBe(expected.length)
  expect(worst / scale, label).toBeLessThan(tolerance)
}

function length(vector: Float32Array): number {
  return Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0))
}

function referenceName(name: string): string {
  return name
    .replace(/^conv/, 'c.')
    .replace(/^norm/, 'b.')
    .replace(/^head0/, 'recon.0')
    .replace(/^head1/, 'recon.2')
    .replace('.scale', '.weight')
    .replace('.shift', '.bias')
    .replace('.mean', '.running_mean')
    .replace('.variance', '.running_var')
}
