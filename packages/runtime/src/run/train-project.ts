/** Training on a dataset, with checkpoints in the result folder; ends with `model.onnx` and `train.json`. */
import { CutsError, createRandom } from '@cuts/core'
import { createTrainer, exportEncoder, initialParameters, refreshStatistics } from '@cuts/nn'
import { sampleItems, splitImages } from '../pipeline/sample-batch.ts'
import { trainEncoder } from '../pipeline/train.ts'
import { parseResult } from '../results/parse-result.ts'
import { resultFiles } from '../results/result-layout.ts'
import { type TrainSummary, trainSummarySchema } from '../results/summary.ts'
import { version } from '../version.ts'
import { decodeCheckpoint, encodeCheckpoint } from './checkpoint.ts'
import type { Workspace } from './project.ts'

export interface Trained {
  readonly model: Uint8Array
  readonly summary: TrainSummary
}

/** Trains, or goes on with training, or takes the finished model of a run that is resumed. */
export async function trainOnDataset(workspace: Workspace): Promise<Trained> {
  const { run, settings, dataset, store, engine, fingerprint, onEvent } = workspace
  if (run.resume) {
    const finished = await finishedTraining(workspace)
    if (finished !== undefined) return finished
  }
  const random = createRandom(run.seed)
  const { train, validation } = splitImages(
    dataset.images.length,
    settings.schedule.validationFraction,
    random.fork('split'),
  )
  const spec = { channels: dataset.channels, headLayers: settings.training.headLayers }
  const trainer = createTrainer(engine, initialParameters(spec, random.fork('weights')), settings.training)
  const draw = random.fork('training')
  const held = await store.get(resultFiles.checkpoint)
  const resumed =
    run.resume && held !== undefined
      ? decodeCheckpoint(`${store.label}/${resultFiles.checkpoint}`, held, fingerprint)
      : undefined
  if (resumed !== undefined) onEvent({ type: 'notice', message: `training goes on after step ${resumed.step}` })

  const progress = await trainEncoder(
    trainer,
    settings.schedule,
    {
      sample: async step => trainer.batch(await sampleItems(dataset, train, step, settings, draw)),
      validation: [trainer.batch(await sampleItems(dataset, validation, 0, settings, random.fork('validation')))],
      onStep: (step, losses, secondsPerStep) =>
        onEvent({
          type: 'train',
          step,
          steps: settings.schedule.steps,
          reconstruction: losses.reconstruction,
          contrastive: losses.contrastive,
          etaSeconds: (settings.schedule.steps - step) * secondsPerStep,
        }),
      onCheckpoint: async at => {
        await store.put(resultFiles.checkpoint, encodeCheckpoint(fingerprint, at))
        onEvent({ type: 'checkpoint', step: at.step, path: `${store.label}/${resultFiles.checkpoint}` })
      },
      signal: run.signal,
    },
    resumed,
  )
  const refreshing = performance.now()
  const parameters = await refreshStatistics(engine, await trainer.parameters(), dataset.images.length, async index => {
    run.signal?.throwIfAborted()
    return (await dataset.load(index)).input
  }).catch(async cause => {
    if (!run.signal?.aborted) throw cause
    await store.put(
      resultFiles.checkpoint,
      encodeCheckpoint(fingerprint, { ...progress, trainer: await trainer.state() }),
    )
    throw new CutsError('Cancelled', 'the run was stopped after training.', {
      remedy: 'Run the same command with --resume to go on from there.',
      cause,
    })
  })
  await trainer.dispose()
  const seconds = progress.seconds + (performance.now() - refreshing) / 1000
  const summary: TrainSummary = { seconds, steps: progress.step, loss: progress.loss, validation: progress.validation }
  const model = exportEncoder(parameters, {
    version,
    preset: run.preset,
    seed: String(run.seed),
    settings: JSON.stringify({ image: settings.image, training: settings.training, schedule: settings.schedule }),
  })
  await store.put(resultFiles.model, model)
  await store.put(resultFiles.train, `${JSON.stringify(summary)}\n`)
  await store.delete(resultFiles.checkpoint)
  onEvent({ type: 'trained', steps: summary.steps, seconds })
  return { model, summary }
}

async function finishedTraining({ store, onEvent }: Workspace): Promise<Trained | undefined> {
  const model = await store.get(resultFiles.model)
  const text = await store.get(resultFiles.train)
  if (model === undefined || text === undefined) return undefined
  const summary = parseResult(trainSummarySchema, text)
  if (summary === undefined) return undefined
  onEvent({ type: 'trained', steps: summary.steps, seconds: summary.seconds })
  return { model, summary }
}
