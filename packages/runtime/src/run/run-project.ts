/** A whole run: planned, performed here or by others, and finished. */
import { isCutsError } from '@cuts/core'
import { tellEmptyTruths } from '../pipeline/summarise-metrics.ts'
import type { FailedImage, ImageSummary, Summary, TrainSummary } from '../results/summary.ts'
import { finishRun, suggestCells } from './finish.ts'
import { readSealed } from './image-seal.ts'
import { type JobMessage, type JobOutcome, performHere } from './perform.ts'
import { expectModel, type Job, needsEncoder, planRun, shownOf, type Unit, unitsOf } from './plan.ts'
import { type Project, throwIfCancelled } from './project.ts'
import { type Performer, performAll } from './schedule.ts'
import { reductionOf } from './segment-volume.ts'
import { studiesOf } from './set-steps.ts'
import { finishedTraining, trainOnDataset } from './train-project.ts'
import { writeUnit } from './unit-file.ts'
import { workLeft } from './work-left.ts'

export type JobPerformer = Performer<Job, JobOutcome, JobMessage>

/** Creates the performers for a number of jobs once the model exists. */
export type OpenPerformers = (project: Project, jobs: number) => Promise<readonly JobPerformer[]>

const here: OpenPerformers = async project => [performHere(project)]

/**
 * Trains if there is no model, segments every image, scores images with masks, and writes the summary. A resumed run
 * skips finished work. An error ends only its image, or the images of its tree. Throws `NothingToDo`, `Unwritable`,
 * `Diverged`, and `Cancelled` if the signal is raised; finished work is kept.
 */
export async function runProject(project: Project, open: OpenPerformers = here): Promise<Summary> {
  const started = performance.now()
  const plan = await planRun(project)
  if (project.model === undefined && needsEncoder(project)) await trainProject(project)
  const segmenting = performance.now()
  const jobs = plan.filter(({ kind }) => kind === 'segment')
  await segmentAll(project, jobs, open)
  const now = performance.now()
  const summary = await finishRun(project, { segment: (now - segmenting) / 1000, total: (now - started) / 1000 })
  const leftOut = tellEmptyTruths(summary.emptyTruths)
  if (leftOut !== undefined) project.onEvent({ type: 'notice', message: leftOut })
  const suggestion = suggestCells(summary.images)
  if (suggestion !== undefined) project.onEvent({ type: 'notice', ...suggestion })
  const { images, failed } = summary
  const seconds = (performance.now() - started) / 1000
  project.onEvent({ type: 'done', out: project.store.label, succeeded: images.length, failed: failed.length, seconds })
  return summary
}

/** Trains, or loads the training from the store. */
export async function trainProject(project: Project): Promise<TrainSummary> {
  const finished = project.resume ? await finishedTraining(project) : undefined
  if (finished === undefined) return (await trainOnDataset(project)).summary
  project.onEvent({ type: 'trained', steps: finished.summary.steps, seconds: finished.summary.seconds })
  return finished.summary
}

/** Segments all units that are not done yet. Throws as {@link runProject}, and `NothingToDo` without a model. */
export async function segmentRest(project: Project, open: OpenPerformers = here): Promise<void> {
  expectModel(project)
  const jobs = (await planRun(project)).filter(({ kind }) => kind === 'segment')
  await segmentAll(project, jobs, open)
}

/** Does jobs that segment. Throws as {@link runProject}. */
export async function segmentAll(project: Project, jobs: readonly Job[], open: OpenPerformers = here): Promise<void> {
  if (jobs.length === 0) return
  const units = new Map(unitsOf(project).map(unit => [unit.id, unit]))
  const shown = (unit: Unit): number => shownOf(unit, project).length
  const total = [...units.values()].reduce((sum, unit) => sum + shown(unit), 0)
  const written = (job: Job): number => (job.kind === 'segment' ? writtenBy(project, job, units.get(job.unit)!) : 0)
  const todo = jobs.reduce((sum, job) => sum + written(job), 0)
  const before = total - todo
  if (jobs.length > 1) tellTooLarge(project, jobs, units)
  const left = workLeft(todo)
  let done = 0
  const failures: Promise<void>[] = []
  const stop = new AbortController()
  const signal = project.signal === undefined ? stop.signal : AbortSignal.any([project.signal, stop.signal])
  // Processes take a moment to start.
  project.onEvent({ type: 'working', id: '', share: before / total, etaSeconds: 0 })
  const performers = await open({ ...project, signal }, jobs.length)
  try {
    await performAll(
      jobs.map(task => ({ task, after: [] })),
      performers,
      signal,
      {
        onMessage: (job, message) => {
          const unit = job.kind === 'segment' ? units.get(job.unit) : undefined
          if (message.type === 'image') {
            done++
            if (unit?.grouping === 'images') left.set(unit.id, 1)
            else if (unit?.isSolid !== true) left.add(unit?.id ?? '', 1)
            const etaSeconds = done === todo ? 0 : left.seconds()
            tellImage(project, message.summary, { done: before + done, total, etaSeconds })
          } else if (message.event.type === 'volume' && unit !== undefined) {
            left.set(unit.id, message.event.share * shown(unit))
            project.onEvent({ ...message.event, etaSeconds: left.seconds() })
          } else if (message.event.type === 'working' && unit !== undefined) {
            left.set(unit.id, message.event.share)
            const share = (before + left.share() * todo) / total
            project.onEvent({ ...message.event, share, etaSeconds: left.seconds() })
          } else project.onEvent(message.event)
        },
        onOutcome: (job, { failed }) => {
          const unit = job.kind === 'segment' ? units.get(job.unit) : undefined
          if (unit?.isSolid !== true || failed.length === 0) {
            done += failed.length
            left.add(unit?.id ?? '', failed.length)
          } else {
            done += shown(unit)
            left.set(unit.id, shown(unit))
          }
        },
        onFailure: ({ task }, error) => {
          if (isCutsError(error)) throw error
          // The process has ended: its current images fail, and another process continues with the rest.
          if (task.kind !== 'segment' || !isLost(error)) throw error
          failures.push(
            // A step is done again by whoever takes it next.
            (task.step === undefined ? recordLoss(project, units.get(task.unit)!, error) : Promise.resolve(0)).then(
              lost => {
                done += lost
              },
            ),
          )
        },
      },
    )
    await Promise.all(failures)
  } catch (error) {
    stop.abort()
    throw error
  } finally {
    await Promise.all(performers.map(performer => performer.close()))
  }
  throwIfCancelled(project, before + done)
}

/** Images that a job writes: of the steps of a set, only those write images that paint. */
function writtenBy(project: Project, job: Extract<Job, { readonly kind: 'segment' }>, unit: Unit): number {
  if (job.step === undefined) return shownOf(unit, project).length
  return job.step === 'paint' ? studiesOf(project, unit).get(job.study!)!.length : 0
}

/** A volume that does not fit fails at its turn; of several, that is said before hours of work on others. */
function tellTooLarge(project: Project, jobs: readonly Job[], units: ReadonlyMap<string, Unit>): void {
  for (const job of jobs) {
    const unit = job.kind === 'segment' ? units.get(job.unit)! : undefined
    if (unit?.isSolid !== true) continue
    try {
      reductionOf(project, unit.volume!)
    } catch (error) {
      if (!isCutsError(error, 'Unsupported')) throw error
      const { message, action } = error
      project.onEvent({ type: 'notice', message, ...(action === undefined ? {} : { action }) })
    }
  }
}

/**
 * Records the images of a unit whose process has ended, and returns how many they are. What the process had finished,
 * even if it could not say so any more, is not lost.
 */
async function recordLoss(project: Project, unit: Unit, { message: reason }: LostProcess): Promise<number> {
  const failed: FailedImage[] = []
  for (const index of unit.indices) {
    const { id, path } = project.dataset.images[index]!
    if ((await readSealed(project, id)) !== undefined) continue
    const error = `${path} could not be segmented: ${reason}`
    failed.push({ path, error })
    project.onEvent({ type: 'failed', file: path, message: error })
  }
  if (failed.length > 0 || unit.grouping !== 'images') await writeUnit(project, unit.id, failed, { isLost: true })
  return failed.length
}

/** Thrown by a performer whose process has ended. */
export class LostProcess extends Error {
  override readonly name = 'LostProcess'
}

function isLost(error: unknown): error is LostProcess {
  return error instanceof LostProcess
}

function tellImage(
  { onEvent }: Project,
  { id, seconds, levels, metrics }: ImageSummary,
  progress: { readonly done: number; readonly total: number; readonly etaSeconds: number },
): void {
  const rows = Object.entries(metrics ?? {}).flatMap(([row, value]) => (value === undefined ? [] : [[row, value]]))
  onEvent({
    type: 'image',
    id,
    ...progress,
    seconds: seconds.total,
    levels: levels.length,
    ...(metrics === undefined ? {} : { metrics: Object.fromEntries(rows) }),
  })
}
