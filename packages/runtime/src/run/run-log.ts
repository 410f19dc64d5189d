/**
 * `run.log`: what a run did and when, for those who ask why it took so long or where it stopped. It names images by their folders in
 * the results, and no files: what failed, and notices, are counted, and summary.json has their words.
 */
import type { RunEvent } from '../events.ts'
import { resultFiles } from '../results/result-layout.ts'
import type { Store } from '../store/store.ts'
import { version } from '../version.ts'

export interface RunLog {
  readonly add: (event: RunEvent) => void
  /** Allows the log to be written: before, the folder may still be refused. */
  readonly begin: () => Promise<void>
  /** Writes what was added. */
  readonly flush: () => Promise<void>
}

/** Milliseconds between two writes; what came since the last is lost if the process is killed. */
const writeEveryMs = 5000

/** Lines follow those of earlier attempts. `clock` is milliseconds since 1970. */
export function createRunLog(store: Store, clock: () => number): RunLog {
  const lines: string[] = []
  let earlier = ''
  let isOpen = false
  let written = Number.NEGATIVE_INFINITY
  let writing: Promise<void> = Promise.resolve()
  const add = (text: string): void => void lines.push(`${new Date(clock()).toISOString()} ${text}`)
  const flush = (): Promise<void> => {
    if (!isOpen || lines.length === 0) return Promise.resolve()
    written = clock()
    // A log that cannot be written stops nothing: whatever else is written tells.
    writing = writing.then(() => store.put(resultFiles.log, `${earlier}${lines.join('\n')}\n`)).catch(() => {})
    return writing
  }
  add(`cuts ${version}`)
  return {
    add: event => {
      const text = lineOf(event)
      if (text === undefined) return
      add(text)
      if (clock() - written >= writeEveryMs) void flush()
    },
    begin: async () => {
      const held = await store.get(resultFiles.log).catch(() => undefined)
      earlier = held === undefined ? '' : new TextDecoder().decode(held)
      isOpen = true
    },
    flush,
  }
}

/** Undefined for events that tell no more than others do. */
function lineOf(event: RunEvent): string | undefined {
  switch (event.type) {
    case 'started':
      return `started: ${event.images} images, preset ${event.preset}, seed ${event.seed}, ${event.device}`
    case 'train':
      return event.step === event.steps || event.step === 1
        ? `training: step ${event.step} of ${event.steps}`
        : undefined
    case 'checkpoint':
      return `checkpoint: step ${event.step}`
    case 'trained':
      return `encoder ready: ${event.steps} steps, ${event.seconds.toFixed(1)} s`
    case 'embedded':
      return `embedded: ${event.id}, ${event.done} of ${event.total}`
    case 'image':
      return `segmented: ${event.id}, ${event.done} of ${event.total}, ${event.levels} levels, ${event.seconds.toFixed(1)} s`
    case 'notice':
      return 'notice: in summary.json'
    case 'failed':
      return 'failed: one file or image, in summary.json'
    case 'done':
      return `done: ${event.succeeded} images, ${event.failed} failed, ${event.seconds.toFixed(1)} s`
    case 'read':
    case 'statistics':
    case 'working':
    case 'volume':
    case 'exported':
    case 'applied':
      return undefined
    default:
      return event satisfies never
  }
}
