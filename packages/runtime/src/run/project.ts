/** A run as data: the request, the content of the source, and the place of the results. */
import { CutsError, remediesOf } from '@cuts/core'
import type { Engine } from '@cuts/nn'
import type { Dataset } from '../dataset/dataset.ts'
import { type Inventory, takeInventory } from '../dataset/inventory.ts'
import { readInventory, writeInventory } from '../dataset/inventory-file.ts'
import { createMaskReader, type MaskReader } from '../dataset/mask-reader.ts'
import { createImageMemory, openDataset } from '../dataset/open-dataset.ts'
import type { OnEvent } from '../events.ts'
import { presets, resolveSettings } from '../presets/presets.ts'
import type { RunOptions } from '../presets/run-options.ts'
import type { Settings, SettingsOverrides } from '../presets/stages.ts'
import { resultFiles } from '../results/result-layout.ts'
import { expectSameRun, type RunFile } from '../results/run-file.ts'
import { sha256Hex } from '../sha256.ts'
import type { SourceFiles } from '../source/files.ts'
import { gatherSource, type ListedSource, listSource } from '../source/open-source.ts'
import { basename } from '../source/paths.ts'
import { readOnce } from '../source/read-once.ts'
import type { Store } from '../store/store.ts'
import { version } from '../version.ts'

/** The options of a run, without the place of computation. */
export type ProjectOptions = Omit<RunOptions, 'device' | 'threads' | 'jobs'>

export interface Project {
  readonly options: ProjectOptions
  readonly settings: Settings
  readonly inventory: Inventory
  readonly dataset: Dataset
  readonly masks: MaskReader
  readonly store: Store
  readonly engine: Engine
  /** A trained model; absent if the run trains its own. */
  readonly model?: Uint8Array | undefined
  /** Identifies images, masks, model and settings. A run is continued only if all are the same. */
  readonly fingerprint: string
  /** Whether to continue the results in the store. */
  readonly resume: boolean
  readonly signal?: AbortSignal | undefined
  readonly onEvent: OnEvent
  /** Notices about the run as a whole. */
  readonly notices: readonly string[]
}

export interface ProjectParts {
  /** A folder, a list, a table or one file among `files`. */
  readonly images: string
  readonly masks?: string | undefined
  readonly model?: { readonly name: string; readonly bytes: Uint8Array; readonly channels: number } | undefined
  readonly options: ProjectOptions
  /** Settings that differ from the preset, by stage and option. */
  readonly settings?: SettingsOverrides | undefined
  readonly files: SourceFiles
  readonly store: Store
  readonly engine: (onNotice: (message: string) => void) => Promise<Engine>
  /** How to treat results in the store. A store with results cannot be opened as `new`. */
  readonly existing: 'new' | 'continue' | 'replace'
  readonly signal?: AbortSignal | undefined
  readonly onEvent: OnEvent
}

/** Maximum number of bytes of files kept while a run is opened. Each file is read once and used several times. */
const rememberedBytes = 1 << 29

/**
 * Opens a run. This is the only place with access to files and settings from outside. Files are read once, and their
 * description is kept in the store. Throws the first error that prevents opening; the store does not change before
 * that.
 */
export async function openProject(parts: ProjectParts): Promise<Project> {
  const { options, files, store, existing, signal } = parts
  const notices: string[] = []
  const say = (message: string): void => {
    notices.push(message)
    parts.onEvent({ type: 'notice', message })
  }
  const settings = resolveSettings(options.preset, parts.settings, say)
  if (existing === 'new' && (await store.get(resultFiles.run)) !== undefined)
    throw new CutsError('Unwritable', `${store.label} already holds results.`, {
      action: { do: 'continue or replace results' },
    })
  const listed = await listSource(files, parts.images, parts.masks)
  const engine = await parts.engine(say)
  if (engine.notice !== undefined) say(engine.notice)
  const { plane = 'acquired' } = options
  const memory = createImageMemory()
  const key = await keyOf(parts, listed, settings)
  const inventory =
    // Patient data is not kept: it is read again.
    (existing === 'continue' && options.keepIdentifiers !== true
      ? await knownInventory(parts, key, engine.device)
      : undefined) ?? (await newInventory(parts, listed, settings, { device: engine.device, onContent: memory.keep }))
  const fingerprint = await fingerprintOf(parts, settings, inventory)
  if (existing === 'continue') expectSameRun(store.label, await store.get(resultFiles.run), fingerprint)
  if (existing === 'replace') await clear(store)
  const file: RunFile = { format: 'cuts-run', version: 1, preset: options.preset, seed: options.seed, fingerprint }
  await store.put(resultFiles.run, `${JSON.stringify(file, undefined, 2)}\n`)
  await writeInventory(store, key, inventory)
  return {
    options,
    settings,
    inventory,
    dataset: openDataset(files, inventory, settings.image, plane, memory),
    masks: createMaskReader(files),
    store,
    engine,
    model: parts.model?.bytes,
    fingerprint,
    resume: existing === 'continue',
    signal,
    onEvent: parts.onEvent,
    notices,
  }
}

/** Opens a run that another process prepared, from the store. Files are read when a job needs them. */
export async function reopenProject(
  parts: Pick<ProjectParts, 'options' | 'files' | 'store' | 'engine' | 'signal' | 'onEvent'> & {
    readonly settings: Settings
    readonly fingerprint: string
    readonly model?: Uint8Array | undefined
  },
): Promise<Project> {
  const { settings, files, store, engine, options } = parts
  const inventory = await readInventory(store, undefined)
  if (inventory === undefined)
    throw new CutsError('Unreadable', `${store.label} holds no inventory of a run.`, { remedy: 'Open the run first.' })
  return {
    ...parts,
    inventory,
    dataset: openDataset(files, inventory, settings.image, options.plane ?? 'acquired'),
    masks: createMaskReader(files),
    engine: await engine(() => {}),
    resume: true,
    notices: [],
  }
}

/** Returns the inventory in the store if the same files exist as when it was taken. */
async function knownInventory(
  { options, files, store, onEvent }: ProjectParts,
  key: string,
  device: string,
): Promise<Inventory | undefined> {
  const inventory = await readInventory(store, key)
  if (inventory === undefined) return undefined
  for (const { path, bytes, modified } of inventory.files) {
    const stamp = await files.stamp(path)
    if (stamp?.bytes !== bytes || stamp.modified !== modified) return undefined
  }
  const items = new Set(inventory.images.map(({ item }) => item))
  onEvent({ type: 'started', images: items.size, preset: options.preset, seed: options.seed, device })
  for (const notice of inventory.notices) onEvent({ type: 'notice', ...notice })
  for (const failed of inventory.failed)
    onEvent({ type: 'failed', file: failed.path, message: failed.error, ...remediesOf(failed) })
  return inventory
}

async function newInventory(
  { options, model, files, signal, onEvent }: ProjectParts,
  listed: ListedSource,
  settings: Settings,
  { device, onContent }: { readonly device: string; readonly onContent: ReturnType<typeof createImageMemory>['keep'] },
): Promise<Inventory> {
  const once = readOnce(files, rememberedBytes)
  const source = await gatherSource(once.files, listed, onEvent, signal)
  onEvent({ type: 'started', images: source.images.length, preset: options.preset, seed: options.seed, device })
  const taken = await takeInventory(once.files, source, settings.image, onEvent, {
    plane: options.plane,
    channels: model?.channels,
    onContent,
    signal,
  })
  // A mask is not needed yet, but belongs to the identity of the run. A mask that does not open is reported when it is
  // used.
  for (const { mask } of source.images) if (mask !== undefined) await once.files.bytes(mask).catch(() => {})
  const identifiers = source.images.flatMap(({ id, identity }) => (identity === undefined ? [] : [{ id, ...identity }]))
  return {
    ...taken,
    files: once.records(),
    ...(options.keepIdentifiers === true ? { identifiers } : {}),
  }
}

/** Names the listing of files with their stamps, and the settings that an inventory depends on. */
async function keyOf({ images, options, model, files }: ProjectParts, listed: ListedSource, settings: Settings) {
  const stamps: unknown[] = []
  for (const path of [images, ...listed.paths]) {
    const stamp = (await files.kindOf(path).catch(() => undefined)) === 'file' ? await files.stamp(path) : undefined
    stamps.push([files.absolute(path), stamp?.bytes, stamp?.modified])
  }
  const { plane } = options
  return sha256Hex(JSON.stringify({ version, plane, channels: model?.channels, image: settings.image, stamps }))
}

async function fingerprintOf(
  { options, model }: ProjectParts,
  settings: Settings,
  { images, files }: Inventory,
): Promise<string> {
  const hashes = new Map(files.map(file => [file.path, file.sha256]))
  const read = new Set(
    images.flatMap(({ path, files: series = [path], channelFiles = [], mask }) => [
      ...series,
      ...channelFiles,
      ...(mask === undefined ? [] : [mask]),
    ]),
  )
  const { preset, seed, grouping, plane } = options
  return sha256Hex(
    JSON.stringify({
      version,
      preset,
      seed,
      settings: tellingSettings(settings),
      plane: plane ?? 'acquired',
      grouping: grouping ?? 'auto',
      images: images.map(({ id, group }) => [id, group]),
      files: [...read].map(path => [basename(path), hashes.get(path)]),
      model: model && (await sha256Hex(model.bytes)),
    }),
  )
}

/**
 * The settings that tell runs apart. Those of proposals count only where they are not the defaults, so that runs of
 * versions without proposals can go on.
 */
export function tellingSettings({ proposals, ...others }: Settings): Partial<Settings> {
  const isUsual = Object.entries(proposals).every(([name, value]) => usual[name as keyof typeof usual] === value)
  return isUsual ? others : { ...others, proposals }
}

const usual = presets.default.settings.proposals

/** The marker of a run is removed last, so that an interrupted cleanup can be repeated. */
async function clear(store: Store): Promise<void> {
  const tops = new Set((await store.list('')).map(({ key }) => key.split('/')[0]!))
  for (const top of tops) if (top !== resultFiles.run) await store.delete(top)
  await store.delete(resultFiles.run)
}

/** Throws `Cancelled` once the signal was raised. */
export function throwIfCancelled({ signal, dataset }: Project, done: number): void {
  if (!signal?.aborted) return
  throw new CutsError('Cancelled', `the run was stopped after ${done} of ${dataset.images.length} images.`, {
    action: { do: 'resume' },
  })
}
