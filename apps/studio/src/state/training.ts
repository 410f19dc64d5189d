/** A run with settings, in a worker of its own: progress, losses, cancelling, and what becomes of its regions. */
import { type CutsError, isCutsError } from '@cuts/core'
import type { RunEvent, SettingsOverrides, Store } from '@cuts/runtime'
import { type RunPort, runInWorker } from '@cuts/runtime/web'
import { signal } from '@preact/signals'
import { resultOf } from '../worker/list-results.ts'
import { type FinishedRun, resultsOf, runPaths } from './run-results.ts'
import type { Studio } from './studio.ts'

/** What a person chose. */
export interface RunForm {
  readonly preset: string
  readonly seed: number
  /** Which images share one tree; undefined for what is usual. */
  readonly grouping: 'images' | 'volume' | 'slices' | 'dataset' | undefined
  /** What differs from the preset. */
  readonly settings: FinishedRun['settings']
}

export interface RunProgress {
  readonly phase: 'reading' | 'training' | 'regions' | 'stopping'
  /** Share done of the phase, if it is known. */
  readonly share?: number | undefined
  readonly etaSeconds?: number | undefined
  /** Reconstruction and contrastive loss of every step. */
  readonly losses: readonly (readonly [reconstruction: number, contrastive: number])[]
}

export type RunWorker = RunPort & { readonly terminate: () => void }

/** In the private file system; each run takes the place of the one before. */
const runStore = 'cuts-studio-run'
const finishedKey = 'run.json'

export function createTraining(
  studio: Studio,
  store: Store | undefined,
  startWorker: () => RunWorker,
  onDone: () => void,
) {
  const progress = signal<RunProgress | undefined>(undefined)
  let controller: AbortController | undefined

  const hear = (event: RunEvent): void => {
    const { losses = [], phase } = progress.value ?? {}
    if (phase === 'stopping') return
    if (event.type === 'train') {
      const { step, steps, etaSeconds, reconstruction, contrastive } = event
      const all = [...losses, [reconstruction, contrastive] as const]
      progress.value = { phase: 'training', share: step / steps, etaSeconds, losses: all }
    } else if (event.type === 'read')
      progress.value = { phase: 'reading', share: event.done / event.total, etaSeconds: event.etaSeconds, losses }
    else if (event.type === 'image' || event.type === 'embedded')
      progress.value = { phase: 'regions', share: event.done / event.total, etaSeconds: event.etaSeconds, losses }
    else if (event.type === 'volume' || event.type === 'working')
      progress.value = { phase: 'regions', share: event.share, etaSeconds: event.etaSeconds, losses }
    else if (event.type === 'trained') progress.value = { phase: 'regions', losses }
  }
  const start = async ({ preset, seed, grouping, settings }: RunForm): Promise<void> => {
    if (controller !== undefined) return
    // Results have the regions of their run already.
    const sources = [...studio.sources.values()].filter(
      ({ files }) => resultOf(files.map(([name]) => name)) === undefined,
    )
    const paths = runPaths(sources)
    const files = sources.flatMap(({ id, files }) => files.map(([, file], at) => [paths[id]![at]!, file] as const))
    const worker = startWorker()
    const own = new AbortController()
    controller = own
    progress.value = { phase: 'reading', losses: [] }
    try {
      const summary = await runInWorker(
        worker,
        {
          files,
          images: '.',
          options: { preset, seed, ...(grouping === undefined ? {} : { grouping }) },
          settings: settings as SettingsOverrides,
          store: runStore,
          existing: 'replace',
          engine: { device: 'wasm' },
        },
        { onEvent: hear, signal: own.signal },
      )
      const made = new Date().toISOString()
      const run = { store: runStore, made, preset, seed, settings, paths, results: resultsOf(summary, paths) }
      await store?.put(finishedKey, JSON.stringify(run))
      studio.run.value = run
      const [failed] = summary.failed
      if (failed !== undefined) studio.status.value = { kind: 'error', message: failed.error, remedy: failed.remedy }
      onDone()
    } catch (error) {
      const { message, remedy } = error as CutsError
      if (!isCutsError(error, 'Cancelled')) studio.status.value = { kind: 'error', message, remedy }
      // What was there before is gone: the run had begun to take its place.
      studio.run.value = undefined
      await store?.delete(finishedKey)
    } finally {
      worker.terminate()
      controller = undefined
      progress.value = undefined
    }
  }
  return {
    progress,
    start,
    cancel: () => {
      controller?.abort()
      if (progress.value !== undefined) progress.value = { ...progress.value, phase: 'stopping' }
    },
    /** Finds the run of an earlier visit. */
    restore: async (): Promise<void> => {
      const bytes = await store?.get(finishedKey)
      if (bytes !== undefined) studio.run.value = JSON.parse(new TextDecoder().decode(bytes)) as FinishedRun
    },
  }
}
