/** What every use case on a folder starts with: settings, images, a place for results and a device, all checked. */
import { createHash } from 'node:crypto'
import { CutsError } from '@cuts/core'
import type { Engine } from '@cuts/nn'
import { createNodeEngine } from '@cuts/nn/node'
import { createMaskReader, type MaskReader } from '../dataset/mask-reader.ts'
import { type OpenedDataset, openDataset } from '../dataset/open-dataset.ts'
import type { OnEvent } from '../events.ts'
import { openResultFolder } from '../node/open-result-folder.ts'
import type { WriteFile } from '../node/write-whole.ts'
import { resolveSettings } from '../presets/presets.ts'
import type { RunOptions } from '../presets/run-options.ts'
import type { Settings, SettingsOverrides } from '../presets/stages.ts'
import { resultFiles } from '../results/result-layout.ts'
import { expectSameRun, type RunFile } from '../results/run-file.ts'
import { openSource } from '../source/open-source.ts'
import { fingerprintFiles, type Source } from '../source/source.ts'
import type { Store } from '../store/store.ts'
import { version } from '../version.ts'

export interface FolderRun extends Omit<RunOptions, 'jobs'> {
  readonly images: string
  readonly out: string
  /** Settings that differ from the preset, by stage and option. */
  readonly settings?: SettingsOverrides | undefined
  /** Go on with what the folder holds. */
  readonly resume: boolean
  /** Replace what the folder holds. */
  readonly overwrite: boolean
  readonly signal?: AbortSignal | undefined
  readonly onEvent: OnEvent
  /** Stands in for the system call that writes files; for tests. */
  readonly writeFile?: WriteFile | undefined
}

export interface Workspace {
  readonly run: FolderRun
  readonly settings: Settings
  readonly source: Source
  readonly dataset: OpenedDataset
  readonly masks: MaskReader
  /** The result folder, which no other process writes to meanwhile. */
  readonly store: Store
  readonly engine: Engine
  /** Identifies images, masks, model and settings: only the very same run is continued. */
  readonly fingerprint: string
  /** Forwards to the run's own listener and remembers the notices for the summary. */
  readonly onEvent: OnEvent
  readonly notices: readonly string[]
}

interface Extra {
  readonly masks?: string | undefined
  readonly model?: string | undefined
  readonly channels?: number
}

/**
 * Opens everything, does `work` and lets go of the result folder. Throws the first reason why something does not open;
 * nothing in the result folder changes before that.
 */
export async function withWorkspace<T>(
  run: FolderRun,
  extra: Extra,
  work: (workspace: Workspace) => Promise<T>,
): Promise<T> {
  const { store, close } = await openResultFolder(
    run.out,
    run.resume ? 'continue' : run.overwrite ? 'replace' : 'refuse',
    {
      inputs: [run.images, extra.masks, extra.model].filter(input => input !== undefined),
      write: run.writeFile,
    },
  )
  try {
    return await work(await openWorkspace(run, extra, store))
  } finally {
    await close()
  }
}

async function openWorkspace(run: FolderRun, extra: Extra, store: Store): Promise<Workspace> {
  const notices: string[] = []
  const onEvent: OnEvent = event => {
    if (event.type === 'notice') notices.push(event.message)
    run.onEvent(event)
  }
  const settings = resolveSettings(run.preset, run.settings, message => onEvent({ type: 'notice', message }))
  const source = await openSource(run.images, extra.masks, onEvent)
  const engine = await createNodeEngine({
    device: run.device,
    onNotice: message => onEvent({ type: 'notice', message }),
    ...(run.threads === undefined ? {} : { threads: run.threads }),
  })
  if (engine.notice !== undefined) onEvent({ type: 'notice', message: engine.notice })
  onEvent({
    type: 'started',
    images: source.images.length,
    preset: run.preset,
    seed: run.seed,
    device: engine.device,
  })
  const { plane = 'acquired' } = run
  const dataset = await openDataset(source, settings.image, onEvent, { channels: extra.channels, plane })

  const files = source.images.flatMap(({ path, files: series = [path], channelFiles = [], mask }) => [
    ...series,
    ...channelFiles,
    ...(mask === undefined ? [] : [mask]),
  ])
  if (extra.model !== undefined) files.push(extra.model)
  const fingerprint = createHash('sha256')
    .update(JSON.stringify({ version, preset: run.preset, seed: run.seed, settings, plane }))
    .update(run.grouping ?? 'auto')
    .update(JSON.stringify(source.images.map(({ id, group }) => [id, group])))
    .update(await fingerprintFiles(files))
    .digest('hex')
  if (run.resume) expectSameRun(store.label, await store.get(resultFiles.run), fingerprint)
  if (run.overwrite && !run.resume) await clear(store)
  const file: RunFile = { format: 'cuts-run', version: 1, preset: run.preset, seed: run.seed, fingerprint }
  await store.put(resultFiles.run, `${JSON.stringify(file, undefined, 2)}\n`)
  return { run, settings, source, dataset, masks: createMaskReader(), store, engine, fingerprint, onEvent, notices }
}

/** The mark that all this is a run's goes last: a clearing that was cut short can be done again. */
async function clear(store: Store): Promise<void> {
  const tops = new Set((await store.list('')).map(({ key }) => key.split('/')[0]!))
  for (const top of tops) if (top !== resultFiles.run) await store.delete(top)
  await store.delete(resultFiles.run)
}

/** Throws `Cancelled` once the run's signal was raised. */
export function expectGoingOn({ run, dataset }: Workspace, done: number): void {
  if (!run.signal?.aborted) return
  throw new CutsError('Cancelled', `the run was stopped after ${done} of ${dataset.images.length} images.`, {
    remedy: 'Run the same command with --resume to go on from there.',
  })
}
