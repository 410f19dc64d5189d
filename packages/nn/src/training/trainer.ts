/**
 * Training as a state machine: a state (weights, statistics, moments, step count), and a step that advances it by one
 * batch. The state lives in plain arrays between steps, so it can be saved and put back bit for bit.
 */
import { CutsError, checkOptions } from '@cuts/core'
import type { EncoderParameters, EncoderSpec } from '../encoder/parameters.ts'
import { beta1, beta2 } from '../optim/adamw.ts'
import { asFloats, type ComputeRuntime, type Executable, floats, type Tensor, type Value } from '../runtime.ts'
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
  /** A copy of where training stands. */
  state(): TrainerState
  restore(state: TrainerState): void
  parameters(): EncoderParameters
  dispose(): Promise<void>
}

/**
 * A trainer from given initial parameters. Graphs are built once for each batch shape. The same parameters, batches,
 * device and thread count give the same state bit for bit.
 */
export function createTrainer(
  runtime: ComputeRuntime,
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
  let state: TrainerState = {
    step: 0,
    weights: initial.weights.slice(),
    statistics: initial.statistics.slice(),
    firstMoment: new Float32Array(initial.weights.length),
    secondMoment: new Float32Array(initial.weights.length),
  }
  const built = new Map<string, Promise<Executable>>()
  const executable = (kind: 'step' | 'validation', batch: Batch): Promise<Executable> => {
    const key = `${kind} ${batch.pixelShape} ${batch.samples}`
    const known = built.get(key)
    if (known !== undefined) return known
    const model = (kind === 'step' ? trainingStepModel : validationModel)(spec, options, batch, runtime.block)
    const loading = runtime.load(model)
    built.set(key, loading)
    return loading
  }

  return {
    batch: items => (options.mode === 'windows' ? windowBatch(items) : imageBatch(items)),
    step: async batch => {
      const step = state.step + 1
      const outputs = await (await executable('step', batch)).run(
        {
          ...batchInputs(batch),
          weights: vector(state.weights),
          statistics: vector(state.statistics),
          first: vector(state.firstMoment),
          second: vector(state.secondMoment),
          learningRate: scalar(options.learningRate),
          correction1: scalar(1 - beta1 ** step),
          correction2: scalar(1 - beta2 ** step),
        },
        ['nextWeights', 'nextStatistics', 'nextFirst', 'nextSecond', 'reconstruction', 'contrastive', 'total'],
      )
      state = {
        step,
        weights: asFloats(outputs.nextWeights),
        statistics: asFloats(outputs.nextStatistics),
        firstMoment: asFloats(outputs.nextFirst),
        secondMoment: asFloats(outputs.nextSecond),
      }
      return readLosses(outputs)
    },
    evaluate: async batch =>
      readLosses(
        await (await executable('validation', batch)).run({
          ...batchInputs(batch),
          weights: vector(state.weights),
          statistics: vector(state.statistics),
        }),
      ),
    state: () => ({
      step: state.step,
      weights: state.weights.slice(),
      statistics: state.statistics.slice(),
      firstMoment: state.firstMoment.slice(),
      secondMoment: state.secondMoment.slice(),
    }),
    restore: saved => {
      if (saved.weights.length !== state.weights.length)
        throw new CutsError('Mismatch', 'the saved training state belongs to another network.')
      state = saved
    },
    parameters: () => ({ spec, weights: state.weights.slice(), statistics: state.statistics.slice() }),
    dispose: async () => {
      for (const loading of built.values()) await (await loading).dispose()
      built.clear()
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

function vector(data: Float32Array): Tensor {
  return floats(data, [data.length])
}

function scalar(value: number): Tensor {
  return floats(Float32Array.of(value), [])
}
