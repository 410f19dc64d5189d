/**
 * Training as a state machine: a state (weights, statistics, moments, step count), and a step that advances it by one
 * batch. Between steps the state stays on the device that computed it; it can be read, saved and restored bit for bit.
 */
import { CutsError } from '@cuts/core'
import { checkOptions } from '@cuts/core/options'
import type { EncoderParameters, EncoderSpec } from '../encoder/parameters.ts'
import { asFloats, type Engine, type Executable, floats, type Tensor, type Value } from '../engine.ts'
import { biasCorrections } from '../optim/adamw.ts'
import { createCarriedState, nextName } from '../optim/carried-state.ts'
import { type Batch, imageBatch, type TrainingItem, windowBatch } from './batch.ts'
import { type TrainingOptions, trainingOptions } from './options.ts'
import { trainingStepModel, validationModel } from './step-graph.ts'

export interface Losses {
  readonly reconstruction: number
  readonly contrastive: number
  /** lambda * contrastive + (1 - lambda) * reconstruction. */
  readonly total: number
}

export interface TrainerState {
  readonly step: number
  readonly weights: Float32Array
  readonly statistics: Float32Array
  readonly firstMoment: Float32Array
  readonly secondMoment: Float32Array
}

export interface Trainer {
  /** Makes the batch of these images and pairs in the form the training mode needs. */
  batch(items: readonly TrainingItem[]): Batch
  /** One optimiser step. Returns the losses before it. */
  step(batch: Batch): Promise<Losses>
  /** Losses of a batch with running statistics; nothing changes. */
  evaluate(batch: Batch): Promise<Losses>
  /** Returns a copy of the current training state. */
  state(): Promise<TrainerState>
  restore(state: TrainerState): void
  parameters(): Promise<EncoderParameters>
  dispose(): Promise<void>
}

/**
 * Returns a trainer from given initial parameters. Graphs are built once for each batch shape. The same parameters,
 * batches, device and thread count give the same state bit for bit.
 */
export function createTrainer(
  engine: Engine,
  initial: EncoderParameters,
  given: Partial<TrainingOptions> = {},
): Trainer {
  const options = checkOptions('training', trainingOptions, given)
  const spec: EncoderSpec = initial.spec
  if (spec.headLayers !== options.headLayers)
    throw new CutsError(
      'InvalidOption',
      `headLayers must be that of the parameters, ${spec.headLayers}. Got ${options.headLayers}.`,
    )
  const length = initial.weights.length
  let step = 0
  const carried = createCarriedState({
    weights: initial.weights,
    statistics: initial.statistics,
    firstMoment: new Float32Array(length),
    secondMoment: new Float32Array(length),
  })
  const nextNames = Object.keys(carried.inputs).map(nextName)
  const built = new Map<string, Promise<Executable>>()
  const executable = (kind: 'step' | 'validation', batch: Batch): Promise<Executable> => {
    const key = `${kind} ${batch.pixelShape} ${batch.samples}`
    const known = built.get(key)
    if (known !== undefined) return known
    const model = (kind === 'step' ? trainingStepModel : validationModel)(spec, options, batch, engine.block)
    const loading = engine.load(model, kind === 'step' ? nextNames : [])
    built.set(key, loading)
    return loading
  }

  return {
    batch: items => (options.mode === 'windows' ? windowBatch(items) : imageBatch(items)),
    step: async batch => {
      const { correction1, correction2 } = biasCorrections(step + 1)
      const outputs = await (await executable('step', batch)).run(
        {
          ...batchInputs(batch),
          ...carried.inputs,
          learningRate: scalar(options.learningRate),
          correction1: scalar(correction1),
          correction2: scalar(correction2),
        },
        [...nextNames, 'reconstruction', 'contrastive', 'total'],
      )
      carried.advance(outputs)
      step++
      return readLosses(outputs)
    },
    evaluate: async batch => {
      const { weights, statistics } = carried.inputs
      return readLosses(
        await (await executable('validation', batch)).run({ ...batchInputs(batch), weights, statistics }),
      )
    },
    state: async () => ({
      step,
      weights: await carried.read('weights'),
      statistics: await carried.read('statistics'),
      firstMoment: await carried.read('firstMoment'),
      secondMoment: await carried.read('secondMoment'),
    }),
    restore: saved => {
      if (saved.weights.length !== length)
        throw new CutsError('Mismatch', 'the saved training state belongs to another network.')
      step = saved.step
      carried.restore(saved)
    },
    parameters: async () => ({
      spec,
      weights: await carried.read('weights'),
      statistics: await carried.read('statistics'),
    }),
    dispose: async () => {
      for (const loading of built.values()) await (await loading).dispose()
      built.clear()
      carried.release()
    },
  }
}

function batchInputs(batch: Batch): { [name: string]: Tensor } {
  const count = batch.images * batch.samples
  return {
    pixels: floats(batch.pixels, batch.pixelShape),
    patches: floats(batch.patches, [count, batch.patches.length / count]),
    valid: floats(batch.valid, [batch.images, batch.samples]),
    ...(batch.rows === undefined ? {} : { rows: { dtype: 'int64', shape: [batch.rows.length], data: batch.rows } }),
  }
}

function readLosses(outputs: { [name: string]: Value }): Losses {
  const read = (name: string): number => asFloats(outputs[name])[0]!
  return { reconstruction: read('reconstruction'), contrastive: read('contrastive'), total: read('total') }
}

function scalar(value: number): Tensor {
  return floats(Float32Array.of(value), [])
}
