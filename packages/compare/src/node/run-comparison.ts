/**
 * Runs the whole comparison: every requested row, on every image, with every seed. Finished work comes from the cache.
 */
import { basename, resolve } from 'node:path'
import { CutsError, isCutsError, remediesOf } from '@cuts/core'
import { lockFolder } from '@cuts/runtime/node'
import { performAll } from '@cuts/runtime/run'
import type { OpenComparison } from '../open-comparison.ts'
import type { OnCompareEvent } from './events.ts'
import { segmentAgain } from './granularities.ts'
import { chooseMethods, rowIds, type Study } from './methods.ts'
import { performHere } from './perform.ts'
import { performApart } from './perform-apart.ts'
import { type ComparisonInputs, prepareComparison } from './prepare.ts'
import { estimateRemaining } from './remaining.ts'
import { readSample, type SampleFile } from './samples.ts'
import type { Setup, Task } from './setup.ts'
import { findWork } from './work.ts'

export interface ComparisonRun extends ComparisonInputs {
  /** Rows by id; the whole table if undefined. */
  readonly rows?: readonly string[] | undefined
  readonly studies?: readonly Study[] | undefined
  /** Each an integer in [0, 2^32). */
  readonly seeds: readonly number[]
  /** Number of tasks at a time, each in its own process and on one thread. With 1, this process does the work. */
  readonly jobs: number
  readonly signal: AbortSignal
  readonly onEvent: OnCompareEvent
}

/**
 * Compares. Rows that cannot run stay, with the reason. Throws `InvalidOption`, `Unreadable`, `NothingToDo`,
 * `Unwritable`, `Busy`, and `Cancelled` when the signal is raised: the same call goes on from there.
 */
export async function runComparison(run: ComparisonRun): Promise<OpenComparison> {
  const setup = await prepareComparison(run, run.onEvent)
  const lock = await lockFolder(run.out)
  try {
    return await compareAll(run, setup)
  } finally {
    await lock.release()
  }
}

async function compareAll(run: ComparisonRun, setup: Setup): Promise<OpenComparison> {
  const { signal, onEvent } = run
  const started = performance.now()
  const chosen = chooseMethods(run.rows, run.studies ?? [], setup)
  const work = await findWork(setup, chosen, run.seeds)
  const rows = chosen.flatMap(({ rows }) => rows).length
  for (const skipped of work.skipped) onEvent({ type: 'skipped', ...skipped })
  const images = setup.set.samples.filter(({ hasEmptyTruth }) => !hasEmptyTruth).length
  const left = new Set(work.plan.flatMap(planned => [planned.task, ...planned.after.map(({ task }) => task)]))
  const total = left.size
  onEvent({ type: 'started', images, rows, seeds: run.seeds, jobs: run.jobs, tasks: total, cached: work.cached })

  const remaining = estimateRemaining()
  const begunAt = new Map<Task, number>()
  const open = run.jobs === 1 ? performHere : performApart
  const performers = Array.from({ length: Math.min(run.jobs, total) }, () => open(setup, signal))
  const etaSeconds = (): number => remaining.estimate(left, performers.length)
  await performAll(work.plan, performers, signal, {
    onMessage: (task, { done, total: of }) => {
      const { method, seed } = task
      const begun = begunAt.get(task) ?? performance.now()
      begunAt.set(task, begun)
      remaining.underWay(task, done / of, (performance.now() - begun) / 1000)
      onEvent({ type: 'learning', method, seed, done, total: of, etaSeconds: etaSeconds() })
    },
    onOutcome: (task, outcome) => {
      left.delete(task)
      work.accept(task, outcome)
      remaining.done(task, outcome.kind === 'learnt' ? outcome.seconds : outcome.segmented.seconds)
      const image = task.kind === 'segment' ? { image: setup.set.samples[task.image]!.id } : {}
      const { method, seed } = task
      onEvent({ type: 'task', method, seed, ...image, done: total - left.size, total, etaSeconds: etaSeconds() })
    },
    onFailure: ({ task, after }, error) => {
      for (const lost of [task, ...after.map(next => next.task)]) left.delete(lost)
      const message = work.refuse(task, error)
      const file = task.kind === 'segment' ? setup.set.samples[task.image]!.image : run.dataset
      const told = { type: 'failed', file, message: `${task.method}, seed ${task.seed}: ${message}` } as const
      onEvent({ ...told, ...(isCutsError(error) ? remediesOf(error) : {}) })
    },
  }).finally(() => Promise.all(performers.map(performer => performer.close())))
  if (signal.aborted)
    throw new CutsError('Cancelled', `the comparison was stopped with ${left.size} of ${total} tasks left.`, {
      action: { do: 'repeat' },
    })
  onEvent({ type: 'done', out: run.out, seconds: (performance.now() - started) / 1000 })
  return {
    set: basename(resolve(run.dataset)),
    images: setup.set.samples.filter(({ hasEmptyTruth }) => !hasEmptyTruth).map(({ id }) => id),
    emptyTruths: setup.set.samples.filter(({ hasEmptyTruth }) => hasEmptyTruth).map(({ id }) => id),
    seeds: run.seeds,
    protocol: run.protocol,
    preset: run.preset,
    settings: run.settings,
    standardRows: rowIds,
    ...work.collect(),
    sample: id => readSample(fileOf(setup, id), setup.set.channels),
    granularities: id => segmentAgain(setup, fileOf(setup, id), run.seeds[0]!),
  }
}

function fileOf({ set }: Setup, id: string): SampleFile {
  return set.samples.find(sample => sample.id === id)!
}
