/** Does one job of the queue. Doing it twice, or by two workers at once, gives the same files. */
import { CutsError, isCutsError } from '@cuts/core'
import type { Store } from '@cuts/runtime'
import { createFolderStore, diskFiles, openResultFolder, removeLeftovers } from '@cuts/runtime/node'
import {
  type JobPerformer,
  type JobSetup,
  LostProcess,
  mergeParts,
  reopenUnits,
  type UnitState,
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
  /** Number of batches to add, after training. */
  readonly batches?: number
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
    const child = limitedChild(setup, how.signal, how.limits)
    try {
      if (name === 'train') {
        await child.perform({ kind: 'train' }, () => {})
        return { images: 0, failed: 0, batches: submission.batches.length }
      }
      return await doBatch({ store, setup, child, units: unitsOf(submission, run, batch) }, how)
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

function unitsOf({ batches }: Submission, run: string, batch = -1): readonly string[] {
  const units = batches[batch]
  if (units === undefined) throw new CutsError('InvalidArgument', `the run ${run} has no batch ${batch}.`)
  return units
}

interface Batch {
  readonly store: Store
  readonly setup: JobSetup
  readonly child: JobPerformer
  readonly units: readonly string[]
}

async function doBatch({ store, setup, child, units }: Batch, { progress, note, signal }: DoJob): Promise<Done> {
  const states = await reopenUnits({ ...setup, files: diskFiles, store })
  const begun: Record<string, number> = { ...progress?.begun }
  // The worker ended over this unit: it counts as begun once more.
  if (progress !== undefined && !(await states.isSettled(units[progress.at]!)))
    begun[progress.at] = begun[progress.at] ?? 1
  let [images, failed] = [0, 0]
  for (const [at, unit] of units.entries()) {
    while (!(await states.isSettled(unit))) {
      if (signal.aborted) throw new CutsError('Cancelled', 'the worker was stopped.', { action: { do: 'repeat' } })
      if ((begun[at] ?? 0) >= tries) {
        await states.fail(unit, `its process ended ${tries} times.`)
        break
      }
      begun[at] = (begun[at] ?? 0) + 1
      await note({ at, begun: repeated(begun) })
      await attempt(states, child, unit)
    }
    const state = await states.count(unit)
    images += state.images
    failed += state.failed
  }
  return { images, failed }
}

async function attempt(states: UnitState, child: JobPerformer, unit: string): Promise<void> {
  try {
    await child.perform({ kind: 'segment', unit }, () => {})
  } catch (error) {
    // The reason is kept with the images, in case it is the last try.
    if (!(error instanceof LostProcess)) throw error
    await states.lose(unit, error.message)
  }
}

/** The queue keeps what is noted: most units are begun once, and need no mention. */
function repeated(begun: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(begun))
}

/** Whether trying again later can help. */
export function mayPass(error: unknown): boolean {
  if (!isCutsError(error)) return error instanceof LostProcess
  return ['Unwritable', 'Unreadable', 'Busy'].includes(error.code)
}
