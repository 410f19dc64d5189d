/** The use cases on a folder of images: train and segment, train alone, segment with a trained model. */
import { describeEncoder } from '@cuts/nn'
import { createNodeEngine } from '@cuts/nn/node'
import { resultFiles } from '../results/result-layout.ts'
import type { Summary, TrainSummary } from '../results/summary.ts'
import { type FolderRun, projectOptionsOf, type SegmentingRun } from '../run/folder-run.ts'
import { expectModel } from '../run/plan.ts'
import { previewRun, type RunPreview } from '../run/preview-run.ts'
import { openProject, type Project } from '../run/project.ts'
import type { RunPart } from '../run/run-part.ts'
import { runProject, trainProject } from '../run/run-project.ts'
import { filesWithin } from '../source/files.ts'
import { inputPaths } from '../source/inputs.ts'
import { diskFiles } from './disk-files.ts'
import { openResultFolder } from './open-result-folder.ts'
import { performersOf, processesFor } from './performers.ts'

/**
 * Trains an encoder on the images of a folder, segments every one of them and, if masks are given, scores them. Writes
 * the result folder and returns its summary. Several processes segment side by side; results do not depend on how many.
 *
 * Throws `InvalidOption`, `NothingToDo`, `Unwritable`, `Busy`, `Mismatch` (resuming another run), `Diverged`, and
 * `Cancelled` if the signal is raised: what is finished stays, and `resume` continues it to the same result.
 */
export function runFolder(run: SegmentingRun): Promise<Summary> {
  return segmentInto(run)
}

/** Trains an encoder on images and writes `model.onnx` and `train.json`. Throws as {@link runFolder}. */
export function trainFolder(run: FolderRun): Promise<TrainSummary & { readonly model: string }> {
  const started = performance.now()
  return withProject(run, {}, async project => {
    const summary = await trainProject(project)
    const { store, dataset, inventory, onEvent } = project
    onEvent({
      type: 'done',
      out: store.label,
      succeeded: dataset.images.length,
      failed: inventory.failed.length,
      seconds: (performance.now() - started) / 1000,
    })
    return { ...summary, model: `${store.label}/${resultFiles.model}` }
  })
}

/**
 * Segments the images of a folder with a trained model, which volumes in three dimensions do not need. Throws as
 * {@link runFolder}, `Unreadable` for the model, and `NothingToDo` if there is none and one is needed.
 */
export function segmentFolder(run: SegmentingRun & { readonly model?: string | undefined }): Promise<Summary> {
  return segmentInto(run, run.model, false)
}

function segmentInto(run: SegmentingRun, model?: string, mayTrain = true): Promise<Summary> {
  return withProject(run, { masks: run.masks, model }, async project => {
    if (!mayTrain) expectModel(project)
    const summary = await runProject(project, performersOf(run, model))
    await run.report?.(project.store)
    return summary
  })
}

/** Opens the folders, does `work`, and releases the result folder. */
export async function withProject<T>(
  run: FolderRun & { readonly part?: RunPart | undefined },
  { masks, model }: { readonly masks?: string | undefined; readonly model?: string | undefined },
  work: (project: Project) => Promise<T>,
): Promise<T> {
  const existing = run.resume ? 'continue' : run.overwrite ? 'replace' : 'refuse'
  const inputs = [...inputPaths(run.images), masks, model].filter(input => input !== undefined)
  const parts = await partsOf(run, masks, model)
  const folder = { inputs, write: run.writeFile, part: run.part?.name }
  const { store, close } = await openResultFolder(run.out, existing, folder)
  try {
    const kept = existing === 'refuse' ? 'new' : existing
    const project = await openProject({ ...parts, store, existing: kept, part: run.part, log: run.log })
    return await work(project).finally(project.log?.flush)
  } finally {
    await close()
  }
}

/** Says what a run would do, after a trial in memory; writes nothing. Throws the errors of `previewRun`. */
export async function previewFolder(run: SegmentingRun & { readonly model?: string | undefined }): Promise<RunPreview> {
  return previewRun(await partsOf(run, run.masks, run.model), images => processesFor(run, images))
}

async function partsOf(run: FolderRun, masks: string | undefined, model: string | undefined) {
  const { images, settings, device, threads, signal, onEvent } = run
  const bytes = model === undefined ? undefined : await diskFiles.bytes(model)
  const given = bytes && { name: model!, bytes, channels: describeEncoder(bytes, model!).channels }
  const engine = (onNotice: (message: string) => void) =>
    createNodeEngine({ device, onNotice, ...(threads === undefined ? {} : { threads }) })
  const files = filesWithin(diskFiles, run.maxMemory)
  return { images, masks, model: given, options: projectOptionsOf(run), settings, files, engine, signal, onEvent }
}
