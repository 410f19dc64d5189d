/**
 * The training run: batches of freshly sampled windows, one graph step each, validation at fixed anchors, checkpoints.
 *
 * The batch of step i is a function of i and the seed alone, so a run continued from a checkpoint makes exactly the
 * choices of one that was never interrupted, and no generator state has to be saved.
 */
import { CutsError } from '@cuts/core'
import type { Batch, Losses, Trainer, TrainerState } from '@cuts/nn'
import type { ScheduleOptions } from '../presets/schedule.ts'
import type { TrainSummary } from '../results/summary.ts'

/** The state of training: enough to continue as if it had not been interrupted. */
export interface TrainingProgress {
  /** Steps done. */
  readonly step: number
  readonly seconds: number
  readonly loss: TrainSummary['loss']
  readonly validation: TrainSummary['validation']
  readonly trainer: TrainerState
  /** The weights with the lowest validation loss so far, if early stopping is on. */
  readonly best?: { readonly loss: number; readonly stale: number; readonly trainer: TrainerState } | undefined
}

export interface TrainingHooks {
  /** Draws the batch of one step. It depends on the number of the step alone. */
  readonly sample: (step: number) => Promise<Batch>
  /** The fixed batches for validation. */
  readonly validation: readonly Batch[]
  readonly onStep: (step: number, losses: Losses, secondsPerStep: number) => void
  readonly onCheckpoint: (progress: TrainingProgress) => Promise<void>
  readonly signal?: AbortSignal | undefined
}

/** If a loss is this many times the first one, training has diverged. */
const divergence = 1e3

/**
 * Trains until the schedule ends, from the start or from `resumed`. Afterwards the trainer holds the final weights, or
 * the best ones if early stopping is on. Throws `Diverged` on NaN or a runaway loss, and `Cancelled`, after a
 * checkpoint, if the signal is raised.
 */
export async function trainEncoder(
  trainer: Trainer,
  schedule: ScheduleOptions,
  hooks: TrainingHooks,
  resumed?: TrainingProgress,
): Promise<Omit<TrainingProgress, 'trainer'>> {
  if (resumed !== undefined) trainer.restore(resumed.trainer)
  const loss = [...(resumed?.loss ?? [])]
  const validation = [...(resumed?.validation ?? [])]
  let best = resumed?.best
  let step = resumed?.step ?? 0
  const before = resumed?.seconds ?? 0
  const started = performance.now()
  const seconds = (): number => before + (performance.now() - started) / 1000
  const progress = async (): Promise<TrainingProgress> => ({
    step,
    seconds: seconds(),
    loss,
    validation,
    best,
    trainer: await trainer.state(),
  })
  const finished = (): boolean =>
    step >= schedule.steps || (schedule.patience > 0 && best !== undefined && best.stale >= schedule.patience)

  const firstStep = step
  let upcoming = finished() ? undefined : hooks.sample(step)
  while (upcoming !== undefined && !finished()) {
    if (hooks.signal?.aborted) {
      await upcoming.catch(() => {})
      await hooks.onCheckpoint(await progress())
      throw new CutsError('Cancelled', `training was stopped after step ${step} of ${schedule.steps}.`, {
        action: { do: 'resume' },
      })
    }
    // The next batch is gathered while the runtime computes this one.
    const batch = await upcoming
    const running = trainer.step(batch)
    upcoming = step + 1 < schedule.steps ? hooks.sample(step + 1) : undefined
    upcoming?.catch(() => {})
    const losses = await running
    step++
    loss.push([losses.reconstruction, losses.contrastive])
    failIfDiverged(step, losses, loss[0]?.[0] ?? losses.reconstruction)
    hooks.onStep(step, losses, (performance.now() - started) / 1000 / (step - firstStep))
    if (step % schedule.validateEvery === 0 || step === schedule.steps) {
      const held = await validate(trainer, hooks.validation)
      validation.push({ step, reconstruction: held.reconstruction, contrastive: held.contrastive })
      if (schedule.patience > 0) {
        const better = best === undefined || held.total < best.loss
        best = better
          ? { loss: held.total, stale: 0, trainer: await trainer.state() }
          : { ...best!, stale: best!.stale + 1 }
      }
    }
    if (step % schedule.checkpointEvery === 0 && !finished()) await hooks.onCheckpoint(await progress())
  }
  if (best !== undefined) trainer.restore(best.trainer)
  return { step, seconds: seconds(), loss, validation, best }
}

async function validate(trainer: Trainer, batches: readonly Batch[]): Promise<Losses> {
  const sum = { reconstruction: 0, contrastive: 0, total: 0 }
  for (const batch of batches) {
    const losses = await trainer.evaluate(batch)
    sum.reconstruction += losses.reconstruction / batches.length
    sum.contrastive += losses.contrastive / batches.length
    sum.total += losses.total / batches.length
  }
  return sum
}

function failIfDiverged(step: number, losses: Losses, first: number): void {
  const finite = Number.isFinite(losses.reconstruction) && Number.isFinite(losses.contrastive)
  if (finite && losses.reconstruction <= divergence * Math.max(first, 1e-6)) return
  throw new CutsError(
    'Diverged',
    `training diverged at step ${step}: reconstruction loss ${losses.reconstruction}, contrastive loss ${losses.contrastive}.`,
    { action: { do: 'lower setting', setting: 'training.learningRate', to: 0.0003 } },
  )
}
