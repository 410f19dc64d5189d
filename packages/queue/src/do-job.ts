/** Does one job of the queue. Doing it twice, or by two workers at once, gives the same files. */
import { CutsError, isCutsError } from '@cuts/core'
import type { Store } from '@cuts/runtime'
import { createFolderStore, diskFiles, lockFolder, openResultFolder, removeLeftovers } from '@cuts/runtime/node'
import { sharedFolder } from '@cuts/runtime/results'
import {
  type JobPerformer,
  type JobSetup,
  LostProcess,
  mergeParts,
  reopenTasks,
  type TaskState,
} from '@cuts/runtime/run'
import { type ChildLimits, limitedChild } from './limited-child.ts'
import {
  type BatchProgress,
  expectSubmission,
  type JobName,
  type Payload,
  readSubmission,
  type Submission,
} from './payload.ts'

export interface DoJob {
  /** Names this worker among the writers of the folder. */
  readonly worker: string
  readonly threads: number
  readonly limits: ChildLimits
  readonly signal: AbortSignal
  /** What an earlier try of the same job noted. */
  readonly progress: BatchProgress | undefined
  readonly note: (progress: BatchProgress) => Promise<void>
  readonly report?: ((store: Store) => Promise<unknown>) | undefined
  /**
   * The run that was done last, by the names of writers. To open a run is to read the list of all its images: for each
   * batch anew, that would take longer than small batches.
   */
  readonly kept: Map<string, OpenedRun>
}

export interface Done {
  readonly images: number
  readonly failed: number
  /** Batches of each round, of which one is to be added now. */
  readonly rounds?: readonly number[]
}

/**
 * How often an image is begun before it counts as failed: few times if its own process ends each time, for that is mostly
 * its fault; many times if the worker ends with it, as when machines are switched off.
 */
const tries = { lost: 4, begun: 12 }

/** Throws `Cancelled` if the signal is raised, `Unreadable` if the folder is not seen here, and as writing does. */
export async function doJob(name: JobName, payload: Payload, how: DoJob): Promise<Done> {
  const { out, run, batch } = payload
  const part = `queue-${how.worker}`
  const opened = await openRun(payload, part, how.kept)
  const { submission, setup } = opened
  if (name === 'next') return { images: 0, failed: 0, rounds: submission.rounds }
  if (name === 'finish') return finish(out, part, how)
  const lock = await lockFolder(out, sharedFolder.partFiles(part).lock)
  const child = limitedChild({ ...setup, threads: how.threads }, how.signal, how.limits)
  try {
    if (name === 'train') {
      await child.perform({ kind: 'train' }, () => {})
      return { images: 0, failed: 0, rounds: submission.rounds }
    }
    opened.states ??= await reopenTasks({ ...setup, files: diskFiles, store: opened.store })
    const done = await doBatch({ states: opened.states, child, tasks: tasksOf(submission, run, batch) }, how)
    // If the folder was away meanwhile, what was written lies where nobody sees it.
    await expectSubmission(opened.store, run)
    return done
  } finally {
    await child.close()
    await lock.release()
  }
}

/** What is known of a run whose folder was opened. */
export interface OpenedRun {
  readonly run: string
  readonly store: Store
  readonly submission: Submission
  readonly setup: Omit<JobSetup, 'threads'>
  states?: TaskState
}

/** Opens the run of a job, or takes what is known of it from the job before. */
async function openRun({ out, run }: Payload, part: string, kept: DoJob['kept']): Promise<OpenedRun> {
  const known = kept.get(part)
  if (known?.run === run) {
    await expectSubmission(known.store, run)
    return known
  }
  const store = createFolderStore(out, undefined, part)
  const submission = await readSubmission(store, run)
  const { setup, device } = submission
  const opened = { run, store, submission, setup: { ...setup, device, part: { ...setup.part!, name: part } } }
  kept.set(part, opened)
  return opened
}

async function finish(out: string, part: string, { report }: DoJob): Promise<Done> {
  const { store, close } = await openResultFolder(out, 'continue', { part })
  try {
    const { summary } = await mergeParts({ store, files: diskFiles, onEvent: () => {} })
    await report?.(store)
    await removeLeftovers(out)
    return { images: summary.images.length, failed: summary.failed.length }
  } finally {
    await close()
  }
}

function tasksOf({ batches }: Submission, run: string, batch = -1): readonly string[] {
  const tasks = batches[batch]
  if (tasks === undefined) throw new CutsError('InvalidArgument', `the run ${run} has no batch ${batch}.`)
  return tasks
}

interface Batch {
  readonly states: TaskState
  readonly child: JobPerformer
  readonly tasks: readonly string[]
}

async function doBatch({ states, child, tasks }: Batch, { progress, note, signal }: DoJob): Promise<Done> {
  const begun: Record<string, number> = { ...progress?.begun }
  const lost: Record<string, number> = { ...progress?.lost }
  // The worker ended over this task: it counts as begun once more.
  if (progress !== undefined && !(await states.isSettled(tasks[progress.at]!)))
    begun[progress.at] = begun[progress.at] ?? 1
  let [images, failed] = [0, 0]
  for (const [at, task] of tasks.entries()) {
    while (!(await states.isSettled(task))) {
      if (signal.aborted) throw new CutsError('Cancelled', 'the worker was stopped.', { action: { do: 'repeat' } })
      if ((lost[at] ?? 0) >= tries.lost || (begun[at] ?? 0) >= tries.begun) {
        await states.fail(task, `its process ended ${begun[at]} times.`)
        break
      }
      begun[at] = (begun[at] ?? 0) + 1
      await note({ at, begun: { ...begun }, lost: { ...lost } })
      if (!(await attempt(states, child, task))) lost[at] = (lost[at] ?? 0) + 1
    }
    const state = await states.count(task)
    images += state.images
    failed += state.failed
  }
  return { images, failed }
}

/** Returns whether the process of the child has not ended. */
async function attempt(states: TaskState, child: JobPerformer, task: string): Promise<boolean> {
  try {
    await child.perform(states.jobOf(task), () => {})
    return true
  } catch (error) {
    // The reason is kept with the images, in case it is the last try.
    if (!(error instanceof LostProcess)) throw error
    await states.lose(task, error.message)
    return false
  }
}

/** Whether trying again later can help. */
export function mayPass(error: unknown): boolean {
  if (!isCutsError(error)) return error instanceof LostProcess
  return ['Unwritable', 'Unreadable', 'Busy'].includes(error.code)
}
