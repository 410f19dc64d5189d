/** Does the jobs of a run. A repeated job gives the same bytes, so jobs can be done anywhere and more than once. */

import { CutsError, createRandom, isCutsError } from '@cuts/core'
import { type Encoder, loadEncoder } from '@cuts/nn'
import { collectFailures } from '../dataset/failures.ts'
import type { RunEvent } from '../events.ts'
import { crowded, segmentImage } from '../pipeline/segment-image.ts'
import { resultFiles } from '../results/result-layout.ts'
import type { FailedImage, ImageSummary } from '../results/summary.ts'
import { finishRun } from './finish.ts'
import { imageProgress } from './image-progress.ts'
import { performStep } from './perform-step.ts'
import { type Job, type Unit, unitsOf } from './plan.ts'
import type { Project } from './project.ts'
import type { Performer } from './schedule.ts'
import { segmentTogether } from './segment-together.ts'
import { segmentVolume } from './segment-volume.ts'
import { stepOf } from './tasks.ts'
import { trainOnDataset } from './train-project.ts'
import { forgetUnit, writeUnit } from './unit-file.ts'
import { writeSegmented } from './write-segmented.ts'

/** Progress of a job: an event of the run, or a finished image. */
export type JobMessage =
  | { readonly type: 'event'; readonly event: RunEvent }
  | { readonly type: 'image'; readonly summary: ImageSummary }

export interface JobOutcome {
  readonly failed: readonly FailedImage[]
}

/** Does jobs in this process; the encoder is loaded with the first image. */
export function performHere(project: Project): Performer<Job, JobOutcome, JobMessage> {
  const units = new Map(unitsOf(project).map(unit => [unit.id, unit]))
  let encoder: Promise<Encoder> | undefined
  const loaded = async (): Promise<Encoder> => {
    const model = project.model ?? (await project.store.get(resultFiles.model))
    if (model === undefined)
      throw new CutsError('NothingToDo', `${project.store.label} holds no model yet.`, { remedy: 'Train first.' })
    return loadEncoder(project.engine, model)
  }
  return {
    perform: async (job, onMessage) => {
      const own: Project = { ...project, onEvent: event => onMessage({ type: 'event', event }) }
      if (job.kind === 'train') {
        await trainOnDataset(own)
        return { failed: [] }
      }
      if (job.kind === 'finish') {
        await finishRun(own)
        return { failed: [] }
      }
      const unit = units.get(job.unit)
      if (unit === undefined) throw new CutsError('InvalidArgument', `the run has no unit ${job.unit}.`)
      const onImage: OnImage = summary => onMessage({ type: 'image', summary })
      if (unit.isSolid === true) return segmentSolid(own, unit, onImage)
      encoder ??= loaded()
      const step = stepOf(job)
      if (step !== undefined) return { failed: await performStep(own, await encoder, unit, step, onImage) }
      return segmentUnit(own, await encoder, unit, onImage)
    },
    close: async () => (await encoder)?.dispose(),
  }
}

/** Does one job. Jobs of one process share an encoder if they share a performer. */
export async function performJob(project: Project, job: Job): Promise<JobOutcome> {
  const performer = performHere(project)
  try {
    return await performer.perform(job, message => {
      if (message.type === 'event') project.onEvent(message.event)
    })
  } finally {
    await performer.close()
  }
}

type OnImage = (summary: ImageSummary) => void

/** A volume in three dimensions. An error ends only the volume. */
async function segmentSolid(project: Project, unit: Unit, onImage: OnImage): Promise<JobOutcome> {
  const failures = collectFailures(project.onEvent)
  let result: Awaited<ReturnType<typeof segmentVolume>> | undefined
  try {
    result = await segmentVolume(project, unit, onImage)
  } catch (error) {
    if (isCutsError(error, 'Unwritable') || isCutsError(error, 'Cancelled')) throw error
    failures.add(project.dataset.images[unit.indices[0]!]!.path, error)
  }
  await writeUnit(project, unit.id, [...failures.list], result)
  return { failed: failures.list }
}

/** An error ends only its image. If results cannot be written, the error concerns the whole run and is thrown. */
async function segmentUnit(project: Project, encoder: Encoder, unit: Unit, onImage: OnImage): Promise<JobOutcome> {
  if (unit.grouping !== 'images') {
    const { failed, ...scored } = await segmentTogether(project, encoder, unit, onImage)
    await writeUnit(project, unit.id, [...failed], scored)
    return { failed }
  }
  const failures = collectFailures(project.onEvent)
  for (const index of unit.indices)
    try {
      onImage(await segmentAlone(project, encoder, index))
    } catch (error) {
      if (isCutsError(error, 'Unwritable') || isCutsError(error, 'Cancelled')) throw error
      failures.add(project.dataset.images[index]!.path, error)
    }
  if (failures.list.length > 0) await writeUnit(project, unit.id, [...failures.list])
  else await forgetUnit(project, unit.id)
  return { failed: failures.list }
}

async function segmentAlone(project: Project, encoder: Encoder, index: number): Promise<ImageSummary> {
  const { options, settings, dataset } = project
  const tell = imageProgress(project, dataset.images[index]!.id)
  tell('begun')
  const loaded = await dataset.load(index)
  const { segmentation, isCrowded, seconds } = await segmentImage(encoder, loaded.input, settings, {
    random: createRandom(options.seed),
    image: loaded.image,
    onEmbedded: () => tell('embedded'),
  })
  tell('divided')
  const notices = isCrowded ? [...loaded.notices, crowded] : loaded.notices
  return writeSegmented(project, index, { ...loaded, notices }, segmentation, seconds)
}
