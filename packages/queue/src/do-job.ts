/** Does one job of the queue. Doing it twice, or by two workers at once, gives the same files. */
import { CutsError, isCutsError } from '@cuts/core'
import type { Store } from '@cuts/runtime'
import { createFolderStore, diskFiles, openResultFolder, removeLeftovers } from '@cuts/runtime/node'
import {
  type JobPerformer,
  type JobSetup,
  LostProcess,
  mergeParts,
  reopenTasks,
  type TaskState,
} from '@cuts/runtime/run'
import { type ChildLimits, limitedChild } from './limited-child.ts'
import { type BatchProgress, type JobName, type Payload, readSubmission, type Submission } from './payload.ts'

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
}

export interface Done {
  readonly images: number
  readonly failed: number
  /** Batches of each round, of which one is to be added now. */
  readonly rounds?: readonly number[]
}

/** How often an image may end its process before it counts as failed. */
const tries = 3

/** Throws `Cancelled` if the signal is raised, `Unreadable` if the folder is not seen here, and as writing does. */
export async function doJob(name: JobName, { out, run, batch }: Payload, how: DoJob): Promise<Done> {
  const submission = await readSubmission(createFolderStore(out), run)
  const part = `queue-${how.worker}`
  const { store, close } = await openResultFolder(out, 'continue', { part })
  const setup: JobSetup = {
    ...submission.setup,
    device: submission.device,
    threads: how.threads,
    part: { ...submission.setup.part!, name: part },
  }
  try {
    if (name === 'finish') return await finish(store, how)
    if (name === 'next') return { images: 0, failed: 0, rounds: submission.rounds }
    const child = limitedChild(setup, how.signal, how.limits)
    try {
      if (name === 'train') {
        await child.perform({ kind: 'train' }, () => {})
        return { images: 0, failed: 0, rounds: submission.rounds }
      }
      const done = await doBatch({ store, setup, child, tasks: tasksOf(submission, run, batch) }, how)
      // If the folder was away meanwhile, what was written lies where nobody sees it.
      await readSubmission(store, run)
      return done
    } finally {
      await child.close()
    }
  } finally {
    await close()
  }
}

async function finish(store: Store, { report }: DoJob): Promise<Done> {
  const { summary } = await mergeParts({ store, files: diskFiles, onEvent: () => {} })
  await report?.(store)
  await removeLeftovers(store.label)
  return { images: summary.images.length, failed: summary.failed.length }
}

function tasksOf({ batches }: Submission, run: string, batch = -1): readonly string[] {
  const tasks = batches[batch]
  if (tasks === undefined) throw new CutsError('InvalidArgument', `the run ${run} has no batch ${batch}.`)
  return tasks
}

interface Batch {
  readonly store: Store
  readonly setup: JobSetup
  readonly child: JobPerformer
  readonly tasks: readonly string[]
}

async function doBatch({ store, setup, child, tasks }: Batch, { progress, note, signal }: DoJob): Promise<Done> {
  const states = await reopenTasks({ ...setup, files: diskFiles, store })
  const begun: Record<string, number> = { ...progress?.begun }
  // The worker ended over this task: it counts as begun once more.
  if (progress !== undefined && !(await states.isSettled(tasks[progress.at]!)))
    begun[progress.at] = begun[progress.at] ?? 1
  let [images, failed] = [0, 0]
  for (const [at, task] of tasks.entries()) {
    while (!(await states.isSettled(task))) {
      if (signal.aborted) throw new CutsError('Cancelled', 'the worker was stopped.', { action: { do: 'repeat' } })
      if ((begun[at] ?? 0) >= tries) {
        await states.fail(task, `its process ended ${tries} times.`)
        break
      }
      begun[at] = (begun[at] ?? 0) + 1
      await note({ at, begun: { ...begun } })
      await attempt(states, child, task)
    }
    const state = await states.count(task)
    images += state.images
    failed += state.failed
  }
  return { images, failed }
}

async function attempt(states: TaskState, child: JobPerformer, task: string): Promise<void> {
  try {
    await child.perform(states.jobOf(task), () => {})
  } catch (error) {
    // The reason is kept with the images, in case it is the last try.
    if (!(error instanceof LostProcess)) throw error
    await states.lose(task, error.message)
  }
}

/** Whether trying again later can help. */
export function mayPass(error: unknown): boolean {
  if (!isCutsError(error)) return error instanceof LostProcess
  return ['Unwritable', 'Unreadable', 'Busy'].includes(error.code)
}
