/** The use cases on a folder of images: train and segment, train alone, segment with a trained model. */
import { describeEncoder } from '@cuts/nn'
import { summariseScores, tellEmptyTruths } from '../pipeline/summarise-metrics.ts'
import type { Summary, TrainSummary, VolumeSummary } from '../results/summary.ts'
import { readBytes } from '../source/source.ts'
import { version } from '../version.ts'
import { type FolderRun, type Workspace, withWorkspace } from './project.ts'
import { type SegmentedImages, segmentDataset } from './segment-project.ts'
import { trainOnDataset } from './train-project.ts'

/**
 * Trains an encoder on the images of a folder, segments every one of them and, where masks are given, scores them.
 * Writes all of the result folder but the report and returns its summary.
 *
 * Throws `InvalidOption`, `NothingToDo`, `Unwritable`, `Busy`, `Mismatch` (resuming another run), `Diverged`, and `Cancelled`
 * when the signal is raised: what is finished stays, and `resume` continues it to the same result.
 */
export function runFolder(run: FolderRun & { readonly masks?: string | undefined }): Promise<Summary> {
  const started = performance.now()
  return withWorkspace(run, { masks: run.masks }, async workspace => {
    const trained = await trainOnDataset(workspace)
    const segmenting = performance.now()
    const segmented = await segmentDataset(workspace, trained.model)
    return finish(workspace, segmented, started, segmenting, trained.summary)
  })
}

/** Trains an encoder on the images of a folder and writes `model.onnx` and `train.json`. Throws as {@link runFolder}. */
export function trainFolder(run: FolderRun): Promise<TrainSummary & { readonly model: string }> {
  const started = performance.now()
  return withWorkspace(run, {}, async workspace => {
    const { summary } = await trainOnDataset(workspace)
    done(workspace, workspace.dataset.images.length, workspace.dataset.failed.length, started)
    return { ...summary, model: `${workspace.store.label}/model.onnx` }
  })
}

/** Segments the images of a folder with a trained model. Throws as {@link runFolder}, and `Unreadable` for the model. */
export async function segmentFolder(
  run: FolderRun & { readonly masks?: string | undefined; readonly model: string },
): Promise<Summary> {
  const started = performance.now()
  const model = await readBytes(run.model)
  const { channels } = describeEncoder(model, run.model)
  return withWorkspace(run, { masks: run.masks, model: run.model, channels }, async workspace => {
    const segmenting = performance.now()
    const segmented = await segmentDataset(workspace, model)
    return finish(workspace, segmented, started, segmenting)
  })
}

/** Writes `summary.json` and says the run is done. */
async function finish(
  workspace: Workspace,
  segmented: SegmentedImages,
  started: number,
  segmenting: number,
  train?: TrainSummary,
): Promise<Summary> {
  const { run, settings, source, dataset, engine, store, notices } = workspace
  const volumes = volumesOf(dataset, segmented.volumes)
  const scores = summariseScores(segmented.images, volumes)
  const message = tellEmptyTruths(scores.emptyTruths)
  if (message !== undefined) workspace.onEvent({ type: 'notice', message })
  const now = performance.now()
  const summary: Summary = {
    schema: 1,
    version,
    seed: run.seed,
    preset: run.preset,
    grouping: run.grouping ?? (dataset.volumes.size > 0 ? 'volume' : 'images'),
    settings: settings as unknown as Summary['settings'],
    device: engine.device,
    threads: engine.threads,
    ...(train === undefined ? {} : { train }),
    images: [...segmented.images],
    ...(dataset.volumes.size === 0 ? {} : { volumes }),
    failed: [...segmented.failed],
    ...scores,
    ...(run.keepIdentifiers === true ? { identifiers: identifiersOf(source) } : {}),
    notices: [...notices],
    seconds: { train: train?.seconds ?? 0, segment: (now - segmenting) / 1000, total: (now - started) / 1000 },
  }
  await store.put('summary.json', `${JSON.stringify(summary, undefined, 2)}\n`)
  done(workspace, segmented.images.length, segmented.failed.length, started)
  return summary
}

function volumesOf({ images, volumes }: Workspace['dataset'], scores: SegmentedImages['volumes']): VolumeSummary[] {
  return [...volumes].map(([id, { timepoint, width, height, depth, geometry, view, files }]) => ({
    id,
    path: images.find(image => image.sliceOf?.volume === id)!.path,
    ...(files === undefined ? {} : { files: [...files] }),
    ...(timepoint === undefined ? {} : { timepoint }),
    width,
    height,
    depth,
    ...(geometry === undefined ? {} : { geometry }),
    view,
    ...scores.get(id),
  }))
}

function identifiersOf({ images }: Workspace['source']): Summary['identifiers'] {
  return images.flatMap(({ id, identity }) => (identity === undefined ? [] : [{ id, ...identity }]))
}

function done(workspace: Workspace, succeeded: number, failed: number, started: number): void {
  const seconds = (performance.now() - started) / 1000
  workspace.onEvent({ type: 'done', out: workspace.store.label, succeeded, failed, seconds })
}
