/** The tasks for the requested rows: which are done, and their results. */
import { isCutsError, type RemedyAction } from '@cuts/core'
import type { PlannedTask } from '@cuts/runtime/run'
import type { Comparison, ImageResult, RowState } from '../comparison.ts'
import type { Method } from '../method.ts'
import { originOf } from '../models.ts'
import { readLearnt, readSegmented, type Segmented, unpackMask } from './cache.ts'
import type { ChosenMethod } from './methods.ts'
import type { Outcome } from './perform.ts'
import { type Setup, type Task, taskKey } from './setup.ts'

export interface Work {
  /** Learning first: it takes longest. */
  readonly plan: readonly PlannedTask<Task>[]
  /** Tasks that were done before. */
  readonly cached: number
  /** Rows that cannot run, and why. */
  readonly skipped: readonly { readonly row: string; readonly reason: string; readonly action?: RemedyAction }[]
  readonly accept: (task: Task, outcome: Outcome) => void
  /** Records that a task failed, with the reason. */
  readonly refuse: (task: Task, error: unknown) => string
  readonly collect: () => Pick<Comparison, 'rows' | 'results'>
}

/** Looks up everything in the cache. */
export async function findWork(setup: Setup, chosen: readonly ChosenMethod[], seeds: readonly number[]): Promise<Work> {
  const ledgers = new Map<string, Ledger>()
  const learning: PlannedTask<Task>[] = []
  const segmenting: PlannedTask<Task>[] = []
  const { samples } = setup.set
  const scored = [...samples.keys()].filter(image => !samples[image]!.hasEmptyTruth)
  let cached = 0
  for (const { method, rows } of chosen) {
    const missing = (method.needs ?? []).filter(name => setup.weights[name] === undefined)
    const ledger: Ledger = {
      method,
      rows,
      seeds: seedsOf(method, seeds),
      missing,
      origin: originIn(method, setup),
      segmented: new Map(),
      learnSeconds: new Map(),
      failed: [],
    }
    ledgers.set(method.id, ledger)
    if (missing.length > 0) continue
    for (const seed of ledger.seeds) {
      const todo: PlannedTask<Task>[] = []
      for (const image of scored) {
        const task: Task = { kind: 'segment', method: method.id, seed, image, rows }
        const held = await readSegmented(setup.cache, taskKey(setup, method, task))
        if (held === undefined || rows.some(row => held.rows[row] === undefined)) todo.push({ task, after: [] })
        else ledger.segmented.set(nameOf(task), held)
      }
      cached += scored.length - todo.length
      if (method.learn === undefined) {
        segmenting.push(...todo)
        continue
      }
      const task: Task = { kind: 'learn', method: method.id, seed }
      const learnt = await readLearnt(setup.cache, taskKey(setup, method, task))
      if (learnt !== undefined) ledger.learnSeconds.set(seed, learnt.seconds)
      if (learnt !== undefined || todo.length === 0) segmenting.push(...todo)
      else learning.push({ task, after: todo })
    }
  }
  const ledgerOf = (task: Task): Ledger => ledgers.get(task.method)!
  const all = [...ledgers.values()]
  return {
    plan: [...learning, ...segmenting],
    cached,
    skipped: all.flatMap(({ rows, missing }) =>
      missing.length === 0 ? [] : rows.map(row => ({ row, ...reasonOf(missing) })),
    ),
    accept: (task, outcome) => {
      if (outcome.kind === 'learnt') ledgerOf(task).learnSeconds.set(task.seed, outcome.seconds)
      else ledgerOf(task).segmented.set(nameOf(task), outcome.segmented)
    },
    refuse: (task, cause) => {
      const error = isCutsError(cause) ? cause.message : `internal error: ${String(cause)}`
      const images = task.kind === 'learn' ? setup.set.samples : [setup.set.samples[task.image]!]
      ledgerOf(task).failed.push(...images.map(({ id }) => ({ image: id, seed: task.seed, error })))
      return error
    },
    collect: () => ({
      rows: all.flatMap(rowStates),
      results: all.flatMap(ledger => resultsOf(ledger, setup.set.samples.length)),
    }),
  }
}

/** The known results of one method. */
interface Ledger {
  readonly method: Method
  readonly rows: readonly string[]
  readonly seeds: readonly number[]
  /** Names of weights that it needs and that were not given. */
  readonly missing: readonly string[]
  /** What its weights are, if they are not what its titles promise. */
  readonly origin: string | undefined
  /** By seed and index of the image. */
  readonly segmented: Map<string, Segmented>
  readonly learnSeconds: Map<number, number>
  readonly failed: { image: string; seed: number; error: string }[]
}

function reasonOf(names: readonly string[]): { reason: string; action: RemedyAction } {
  return { reason: `needs the weights ${names.join(' and ')}`, action: { do: 'give weights', names } }
}

function seedsOf({ seeds }: Method, asked: readonly number[]): readonly number[] {
  return seeds === 'all' ? asked : asked.slice(0, 1)
}

function nameOf({ seed, image }: { readonly seed: number; readonly image?: number }): string {
  return `${seed} ${image}`
}

function originIn({ needs = [] }: Method, { weights }: Setup): string | undefined {
  return needs.map(name => originOf(weights[name]?.hash)).find(origin => origin !== undefined)
}

function rowStates({ method, rows, seeds, missing, origin, learnSeconds, failed }: Ledger): RowState[] {
  const learning = [...learnSeconds.values()]
  return rows.map(row => ({
    row,
    title: origin === undefined ? method.rows[row]! : `${method.rows[row]} (${origin})`,
    seeds,
    failed,
    ...(missing.length === 0 ? {} : reasonOf(missing)),
    ...(learning.length === 0 ? {} : { learnSeconds: learning.reduce((a, b) => a + b, 0) / learning.length }),
  }))
}

function resultsOf({ rows, seeds, segmented }: Ledger, images: number): ImageResult[] {
  const results: ImageResult[] = []
  for (const row of rows)
    for (const seed of seeds)
      for (let image = 0; image < images; image++) {
        const held = segmented.get(nameOf({ seed, image }))
        const own = held?.rows[row]
        if (held === undefined || own === undefined) continue
        const { width, height, seconds } = held
        results.push({
          row,
          seed,
          image: held.image,
          scores: own.scores,
          levels: own.levels,
          tree: own.tree,
          clicks: own.clicks,
          mask: () => unpackMask(own.mask, width, height),
          seconds,
        })
      }
  return results
}
