/** The training run on a trainer of one number, so that every step is known by hand. */
import { createRandom } from '@cuts/core'
import { checkOptions } from '@cuts/core/options'
import type { Batch, Losses, Trainer, TrainerState } from '@cuts/nn'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scheduleOptions } from '../presets/schedule.ts'
import { splitImages } from './sample-batch.ts'
import { type TrainingProgress, trainEncoder } from './train.ts'

/** A batch that carries one number, its step. */
const batchOf = (step: number): Batch => ({
  images: 1,
  samples: 1,
  pixels: Float32Array.of(step),
  pixelShape: [1],
  rows: undefined,
  patches: new Float32Array(1),
  valid: new Float32Array(1),
})

/** Its weight adds up the batches it saw; `lossAt` and `validationAt` script the losses. */
function scriptedTrainer(lossAt: (step: number) => number, validationAt: (step: number) => number = lossAt): Trainer {
  let state: TrainerState = {
    step: 0,
    weights: Float32Array.of(0),
    statistics: new Float32Array(0),
    firstMoment: new Float32Array(1),
    secondMoment: new Float32Array(1),
  }
  const losses = (value: number): Losses => ({ reconstruction: value, contrastive: 0, total: value })
  return {
    batch: () => batchOf(0),
    step: async batch => {
      state = { ...state, step: state.step + 1, weights: Float32Array.of(3 * state.weights[0]! + batch.pixels[0]! + 1) }
      return losses(lossAt(state.step))
    },
    evaluate: async () => losses(validationAt(state.step)),
    state: async () => ({ ...state, weights: state.weights.slice() }),
    restore: saved => {
      state = saved
    },
    parameters: async () => ({
      spec: { channels: 1, headLayers: 1 },
      weights: state.weights,
      statistics: state.statistics,
    }),
    dispose: async () => {},
  }
}

const schedule = (values: { readonly [name: string]: number }) => checkOptions('schedule', scheduleOptions, values)
const quiet = {
  sample: async (step: number) => batchOf(step),
  validation: [batchOf(0)],
  onStep: () => {},
  onCheckpoint: async () => {},
}

describe('trainEncoder', () => {
  it('runs all steps, each on its own batch, and checkpoints at the interval but not at the end', async () => {
    const trainer = scriptedTrainer(() => 1)
    const saved: number[] = []
    const result = await trainEncoder(trainer, schedule({ steps: 6, checkpointEvery: 2, validateEvery: 4 }), {
      ...quiet,
      onCheckpoint: async ({ step }) => {
        saved.push(step)
      },
    })
    expect(saved).toEqual([2, 4])
    expect(result.loss).toHaveLength(6)
    expect(result.validation.map(({ step }) => step)).toEqual([4, 6])
    // 1, 3*1+2, ... : the order of the batches is in the weight.
    expect((await trainer.state()).weights[0]).toBe([1, 2, 3, 4, 5, 6].reduce((weight, step) => 3 * weight + step, 0))
  })

  it('goes on from any checkpoint to the same state and the same history', async () => {
    const whole = scriptedTrainer(step => 1 / step)
    const progress: TrainingProgress[] = []
    const options = schedule({ steps: 9, checkpointEvery: 1, validateEvery: 2 })
    const expected = await trainEncoder(whole, options, {
      ...quiet,
      onCheckpoint: async at => {
        progress.push({ ...at, loss: [...at.loss], validation: [...at.validation] })
      },
    })
    for (const at of progress) {
      const continued = scriptedTrainer(step => 1 / step)
      const result = await trainEncoder(continued, options, quiet, at)
      expect(await continued.state()).toEqual(await whole.state())
      expect(result.loss).toEqual(expected.loss)
      expect(result.validation).toEqual(expected.validation)
    }
  })

  it('stops when asked to, after a checkpoint of where it stands', async () => {
    const controller = new AbortController()
    const saved: number[] = []
    const running = trainEncoder(
      scriptedTrainer(() => 1),
      schedule({ steps: 100 }),
      {
        ...quiet,
        onStep: step => {
          if (step === 3) controller.abort()
        },
        onCheckpoint: async ({ step }) => {
          saved.push(step)
        },
        signal: controller.signal,
      },
    )
    await expect(running).rejects.toMatchObject({
      code: 'Cancelled',
      message: expect.stringContaining('after step 3 of 100'),
    })
    expect(saved).toEqual([3])
  })

  it('stops with the step and a remedy when a loss is NaN or runs away', async () => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, 5000]) {
      const running = trainEncoder(
        scriptedTrainer(step => (step < 3 ? 1 : bad)),
        schedule({ steps: 10 }),
        quiet,
      )
      await expect(running).rejects.toMatchObject({
        code: 'Diverged',
        message: expect.stringContaining('step 3'),
        action: { do: 'lower setting', setting: 'training.learningRate', to: 0.0003 },
      })
    }
  })

  it('stops early after as many validations without a better one as patience says, and takes the best weights', async () => {
    const trainer = scriptedTrainer(
      () => 1,
      step => Math.abs(step - 4),
    )
    const { step } = await trainEncoder(trainer, schedule({ steps: 50, validateEvery: 1, patience: 3 }), quiet)
    expect(step).toBe(7)
    expect((await trainer.state()).step).toBe(4)
  })
})

describe('splitImages', () => {
  it('holds out the share asked for, and none twice', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.double({ min: 0, max: 0.9, noNaN: true }),
        fc.nat(),
        (count, share, seed) => {
          const { train, validation } = splitImages(count, share, createRandom(seed))
          const held = Math.floor(count * share)
          const all = [...train, ...(held === 0 ? [] : validation)].sort((a, b) => a - b)
          expect(all).toEqual(Array.from({ length: count }, (_, i) => i))
          expect(validation.length).toBe(held === 0 ? count : held)
        },
      ),
    )
  })
})
