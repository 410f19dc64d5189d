/** What every use case on a folder starts with: settings, images, a place for results and a device, all checked. */
import { createHash } from 'node:crypto'
import { CutsError } from '@cuts/core'
import type { SlicePlane } from '@cuts/core/volume'
import type { Engine } from '@cuts/nn'
import { createNodeEngine } from '@cuts/nn/node'
import type { OnEvent } from '../events.ts'
import type { Grouping } from '../pipeline/segment-group.ts'
import { resolveSettings } from '../presets/presets.ts'
import type { Settings, SettingsOverrides } from '../presets/stages.ts'
import { expectSameRun, type RunFile } from '../results/run-file.ts'
import { version } from '../version.ts'
import { type OpenedDataset, openDataset } from './load-dataset.ts'
import { createMaskReader, type MaskReader } from './mask-reader.ts'
import { openSource } from './open-source.ts'
import { openResultFolder, type ResultFolder, type WriteFile } from './result-folder.ts'
import { fingerprintFiles, type Source } from './source.ts'

export interface FolderRun {
  readonly images: string
  readonly out: string
  /** Integer in [0, 2^32): the same seed, images, settings, version and device give the same labels. */
  readonly seed: number
  readonly preset: string
  /** Settings that differ from the preset, by stage and option. */
  readonly settings?: SettingsOverrides | undefined
  readonly device: 'auto' | 'cpu' | 'webgpu' | 'cuda'
  /** What one tree is over: each image, all slices of a volume, or all images. By default volumes where there are any, else images. */
  readonly grouping?: Grouping | undefined
  /** In which plane of the patient volumes are cut into slices; as they were acquired by default. */
  readonly plane?: SlicePlane | undefined
  /** Writes what DICOM files say of patients and studies to summary.json. */
  readonly keepIdentifiers?: boolean | undefined
  /** Processor threads; all cores by default. */
  readonly threads?: number | undefined
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
  readonly folder: ResultFolder
  readonly engine: Engine
  /** Identifies images, masks, model and settings: only the very same run is continued. */
  readonly fingerprint: string
  /** Forwards to the run's own listener and remembers the notices for the summary. */
  readonly onEvent: OnEvent
  readonly notices: readonly string[]
}

/** Opens everything or throws the first reason why it cannot; nothing in the result folder changes before that. */
export async function openWorkspace(
  run: FolderRun,
  extra: { readonly masks?: string | undefined; readonly model?: string | undefined; readonly channels?: number } = {},
): Promise<Workspace> {
  const settings = resolveSettings(run.preset, run.settings)
  const notices: string[] = []
  const onEvent: OnEvent = event => {
    if (event.type === 'notice') notices.push(event.message)
    run.onEvent(event)
  }
  const source = await openSource(run.images, extra.masks, onEvent)
  const folder = await openResultFolder(run.out, run.resume ? 'continue' : run.overwrite ? 'replace' : 'refuse', {
    inputs: [run.images, extra.masks, extra.model].filter(input => input !== undefined),
    write: run.writeFile,
  })
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
  if (run.resume) expectSameRun(folder.path, await folder.read('run.json'), fingerprint)
  if (run.overwrite && !run.resume) await folder.clear()
  const file: RunFile = { format: 'cuts-run', version: 1, preset: run.preset, seed: run.seed, fingerprint }
  await folder.write('run.json', `${JSON.stringify(file, undefined, 2)}\n`)
  return { run, settings, source, dataset, masks: createMaskReader(), folder, engine, fingerprint, onEvent, notices }
}

/** Throws `Cancelled` once the run's signal was raised. */
export function expectGoingOn({ run, dataset }: Workspace, done: number): void {
  if (!run.signal?.aborted) return
  throw new CutsError('Cancelled', `the run was stopped after ${done} of ${dataset.images.length} images.`, {
    remedy: 'Run the same command with --resume to go on from there.',
  })
}
