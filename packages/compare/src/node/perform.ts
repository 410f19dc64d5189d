/** Does tasks in this process, one after the other. */
import { rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { CutsError, createRandom } from '@cuts/core'
import type { Engine } from '@cuts/nn'
import { createNodeEngine } from '@cuts/nn/node'
import { diskFiles } from '@cuts/runtime/node'
import type { Performer } from '@cuts/runtime/run'
import type { Method, MethodContext, Segment } from '../method.ts'
import { type Scored, scoreClicks, scorePrediction } from '../protocol/score.ts'
import {
  packRows,
  readLearnt,
  readSegmented,
  type Segmented,
  workFolder,
  writeLearnt,
  writeSegmented,
} from './cache.ts'
import { allMethods } from './methods.ts'
import { readSample } from './samples.ts'
import { type Setup, type Task, taskKey } from './setup.ts'

/** Progress of a task. */
export interface TaskProgress {
  readonly done: number
  readonly total: number
}

/** Seconds of training, or the result for an image. Both are in the cache by then. */
export type Outcome =
  | { readonly kind: 'learnt'; readonly seconds: number }
  | { readonly kind: 'segmented'; readonly segmented: Segmented }

export type TaskPerformer = Performer<Task, Outcome, TaskProgress>

export function performHere(setup: Setup, signal: AbortSignal): TaskPerformer {
  const { set, cache, protocol } = setup
  const methods = new Map(allMethods(setup).map(method => [method.id, method]))
  let engine: Promise<Engine> | undefined
  // Images of one method and seed come one after the other: the last one opened is kept.
  let opened: { readonly key: string; readonly segment: Promise<Segment> } | undefined
  let tell: (progress: TaskProgress) => void = () => {}

  const contextOf = async (method: Method, seed: number): Promise<MethodContext> => {
    engine ??= createNodeEngine({ device: 'cpu', threads: 1 })
    return {
      signal,
      onProgress: (done, total) => tell({ done, total }),
      seed,
      random: createRandom(seed).fork(method.id),
      engine: await engine,
      weights: name => {
        const file = setup.weights[name]
        if (file === undefined) throw new CutsError('InvalidArgument', `internal: there are no weights ${name}.`)
        return diskFiles.bytes(file.path)
      },
    }
  }

  const learn = async (method: Method, task: Task): Promise<Outcome> => {
    const key = taskKey(setup, method, task)
    const folder = await workFolder(cache, key)
    const samples = await Promise.all(set.samples.map(file => readSample(file, set.channels)))
    const started = performance.now()
    const context = {
      ...(await contextOf(method, task.seed)),
      folder,
      images: set.images,
      files: set.samples.map(({ image }) => resolve(image)),
    }
    const bytes = await method.learn!(samples, context)
    const seconds = (performance.now() - started) / 1000
    await writeLearnt(cache, key, { bytes, seconds })
    await rm(folder, { recursive: true, force: true })
    return { kind: 'learnt', seconds }
  }

  const open = async (method: Method, seed: number): Promise<Segment> => {
    const context = await contextOf(method, seed)
    if (method.learn === undefined) return method.open(context, undefined)
    const learnt = await readLearnt(cache, taskKey(setup, method, { kind: 'learn', method: method.id, seed }))
    if (learnt === undefined)
      throw new CutsError('Unreadable', `what ${method.id} learnt with seed ${seed} is gone from ${cache}.`, {
        action: { do: 'repeat' },
      })
    return method.open(context, learnt.bytes)
  }

  const segment = async (method: Method, task: Task & { readonly kind: 'segment' }): Promise<Outcome> => {
    const place = taskKey(setup, method, task)
    const key = `${method.id} ${task.seed}`
    if (opened?.key !== key) opened = { key, segment: open(method, task.seed) }
    const segmentImage = await opened.segment
    const sample = await readSample(set.samples[task.image]!, set.channels)
    const started = performance.now()
    const predictions = await segmentImage(sample)
    const seconds = (performance.now() - started) / 1000
    const rows: Record<string, Scored> = {}
    for (const row of Object.keys(method.rows)) {
      const prediction = predictions[row]!
      if (prediction.kind === 'clicks' && !task.rows.includes(row)) continue
      rows[row] =
        prediction.kind === 'clicks'
          ? await scoreClicks(prediction, sample.truth)
          : scorePrediction(prediction, sample.truth, protocol)
      signal.throwIfAborted()
    }
    const segmented: Segmented = {
      method: method.id,
      seed: task.seed,
      image: sample.id,
      width: sample.truth.width,
      height: sample.truth.height,
      seconds,
      // Clicks of an earlier run that asked for them are kept.
      rows: { ...(await readSegmented(cache, place))?.rows, ...packRows(rows) },
    }
    await writeSegmented(cache, place, segmented)
    return { kind: 'segmented', segmented }
  }

  return {
    perform: async (task, onMessage) => {
      tell = onMessage
      const method = methods.get(task.method)
      if (method === undefined) throw new CutsError('InvalidArgument', `internal: there is no method ${task.method}.`)
      return task.kind === 'learn' ? learn(method, task) : segment(method, task)
    },
    close: async () => {},
  }
}
