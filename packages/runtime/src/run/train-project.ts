/** Training on a dataset, with checkpoints in the result folder; ends with `model.onnx` and `train.json`. */
import { CutsError, createRandom } from '@cuts/core'
import { createTrainer, type EncoderParameters, exportEncoder, initialParameters, refreshStatistics } from '@cuts/nn'
import { sampleItems, splitImages } from '../pipeline/sample-batch.ts'
import { randomStreams } from '../pipeline/segment-image.ts'
import { type TrainingProgress, trainEncoder } from '../pipeline/train.ts'
import { parseResult } from '../results/parse-result.ts'
import { resultFiles } from '../results/result-layout.ts'
import { type TrainSummary, trainSummarySchema } from '../results/summary.ts'
import { version } from '../version.ts'
import { decodeCheckpoint, encodeCheckpoint } from './checkpoint.ts'
import type { Project } from './project.ts'

export interface Trained {
  readonly model: Uint8Array
  readonly summary: TrainSummary
}

/**
 * Trains, or continues training if the run is resumed, and normalises the encoder over the images. With 0 steps, the
 * encoder keeps the weights that were drawn for the seed. Throws `Diverged` and `Cancelled`.
 */
export async function trainOnDataset(project: Project): Promise<Trained> {
  const { options, settings, dataset, store, engine, onEvent } = project
  const spec = { channels: dataset.channels, headLayers: settings.training.headLayers }
  const drawn = initialParameters(spec, createRandom(options.seed).fork(randomStreams.weights))
  const fitted: Fitted =
    settings.schedule.steps === 0
      ? { parameters: drawn, ...notTrained, keep: async () => {} }
      : await fit(project, drawn)
  const started = performance.now()
  const parameters = await refreshStatistics(
    engine,
    fitted.parameters,
    dataset.images.length,
    async index => (await dataset.load(index)).input,
    statisticsProgress(project),
  ).catch(async cause => {
    if (!project.signal?.aborted) throw cause
    await fitted.keep()
    throw new CutsError('Cancelled', 'the run was stopped before its encoder was done.', {
      action: { do: 'resume' },
      cause,
    })
  })
  const seconds = fitted.seconds + (performance.now() - started) / 1000
  const summary: TrainSummary = { seconds, steps: fitted.step, loss: fitted.loss, validation: fitted.validation }
  const model = exportEncoder(parameters, {
    version,
    preset: options.preset,
    seed: String(options.seed),
    settings: JSON.stringify({ image: settings.image, training: settings.training, schedule: settings.schedule }),
  })
  await store.put(resultFiles.model, model)
  await store.put(resultFiles.train, `${JSON.stringify(summary)}\n`)
  await store.delete(resultFiles.checkpoint)
  onEvent({ type: 'trained', steps: summary.steps, seconds })
  return { model, summary }
}

/** Milliseconds between two events. */
const quietMs = 500

/** Tells how far the statistics are, and throws once the signal was raised. */
function statisticsProgress({ signal, onEvent }: Project): (share: number) => void {
  const started = performance.now()
  let last = started
  return share => {
    signal?.throwIfAborted()
    const now = performance.now()
    if (now - last < quietMs) return
    last = now
    onEvent({ type: 'statistics', share, etaSeconds: ((now - started) / 1000 / share) * (1 - share) })
  }
}

/** Parameters, how they came about, and a way to keep them for a resumed run. */
interface Fitted extends Pick<TrainingProgress, 'step' | 'seconds' | 'loss' | 'validation'> {
  readonly parameters: EncoderParameters
  readonly keep: () => Promise<void>
}

const notTrained = { step: 0, seconds: 0, loss: [], validation: [] }

/** Training alone, with checkpoints. */
async function fit(project: Project, initial: EncoderParameters): Promise<Fitted> {
  const { options, settings, dataset, store, engine, fingerprint, onEvent } = project
  const random = createRandom(options.seed)
  const { train, validation } = splitImages(
    dataset.images.length,
    settings.schedule.validationFraction,
    random.fork(randomStreams.split),
  )
  const trainer = createTrainer(engine, initial, settings.training)
  const draw = random.fork(randomStreams.training)
  const held = await store.get(resultFiles.checkpoint)
  const resumed =
    project.resume && held !== undefined
      ? decodeCheckpoint(`${store.label}/${resultFiles.checkpoint}`, held, fingerprint)
      : undefined
  if (resumed !== undefined) onEvent({ type: 'notice', message: `training continues after step ${resumed.step}` })
  const keep = (at: TrainingProgress): Promise<void> =>
    store.put(resultFiles.checkpoint, encodeCheckpoint(fingerprint, at))
  const progress = await trainEncoder(
    trainer,
    settings.schedule,
    {
      sample: async step => trainer.batch(await sampleItems(dataset, train, step, settings, draw)),
      validation: [
        trainer.batch(await sampleItems(dataset, validation, 0, settings, random.fork(randomStreams.validation))),
      ],
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
        await keep(at)
        onEvent({ type: 'checkpoint', step: at.step, path: `${store.label}/${resultFiles.checkpoint}` })
      },
      signal: project.signal,
    },
    resumed,
  )
  const parameters = await trainer.parameters()
  const state = await trainer.state()
  await trainer.dispose()
  return { ...progress, parameters, keep: () => keep({ ...progress, trainer: state }) }
}

/** The training that the store holds, if it is finished. */
export async function finishedTraining({ store }: Pick<Project, 'store'>): Promise<Trained | undefined> {
  const model = await store.get(resultFiles.model)
  const text = await store.get(resultFiles.train)
  if (model === undefined || text === undefined) return undefined
  const summary = parseResult(trainSummarySchema, text)
  return summary && { model, summary }
}
