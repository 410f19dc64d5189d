/** A run as data: the request, the content of the source, and the place of the results. */
import { CutsError, remediesOf } from '@cuts/core'
import type { Engine } from '@cuts/nn'
import type { Dataset } from '../dataset/dataset.ts'
import { type Inventory, type Reading, readingOf, takeInventory } from '../dataset/inventory.ts'
import { readInventory, writeInventory } from '../dataset/inventory-file.ts'
import { createMaskReader, type MaskReader } from '../dataset/mask-reader.ts'
import { createImageMemory, openDataset } from '../dataset/open-dataset.ts'
import type { OnEvent } from '../events.ts'
import { resolveSettings } from '../presets/presets.ts'
import type { ProjectOptions } from '../presets/run-options.ts'
import type { Settings, SettingsOverrides } from '../presets/stages.ts'
import { resultFiles, resultFolders } from '../results/result-layout.ts'
import { expectSameRun, writeRunFile } from '../results/run-file.ts'
import { sha256Hex } from '../sha256.ts'
import type { SourceFiles } from '../source/files.ts'
import { type Inputs, inputPaths } from '../source/inputs.ts'
import { gatherSource, type ListedSource, listSource } from '../source/open-source.ts'
import { readOnce, sortRecords } from '../source/read-once.ts'
import type { Store } from '../store/store.ts'
import { version } from '../version.ts'
import { type Identity, identify } from './identity.ts'
import { createRunLog, type RunLog } from './run-log.ts'
import { expectNoLoneSet, listedInPart, type RunPart, sourceInPart } from './run-part.ts'

export type { ProjectOptions } from '../presets/run-options.ts'

export interface Project extends Identity {
  readonly options: ProjectOptions
  readonly settings: Settings
  readonly inventory: Inventory
  readonly dataset: Dataset
  readonly masks: MaskReader
  readonly store: Store
  readonly engine: Engine
  /** A trained model; absent if the run trains its own. */
  readonly model?: Uint8Array | undefined
  readonly modelHash?: string | undefined
  /** The part of the run that this process does; absent if it does all. */
  readonly part?: RunPart | undefined
  /** Whether to continue the results in the store. */
  readonly resume: boolean
  readonly signal?: AbortSignal | undefined
  readonly onEvent: OnEvent
  /** Writes what happened to the store. */
  readonly log?: RunLog | undefined
  /** Notices about the run as a whole. */
  readonly notices: readonly string[]
}

export interface ProjectParts {
  /** A folder, a list, a table or one file among `files`, or several of these. */
  readonly images: Inputs
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
  /** The part of the run to open; everything by default. A part always continues. */
  readonly part?: RunPart | undefined
  readonly signal?: AbortSignal | undefined
  readonly onEvent: OnEvent
  /** Whether to keep a log in the store. */
  readonly log?: boolean | undefined
}

/** Maximum number of bytes of files kept while a run is opened. Each file is read once and used several times. */
const rememberedBytes = 1 << 29

/**
 * Opens a run. This is the only place with access to files and settings from outside. Files are read once, and their
 * description is kept in the store. Throws the first error that prevents opening; the store does not change before
 * that.
 */
export async function openProject(given: ProjectParts): Promise<Project> {
  const log = given.log === true ? createRunLog(given.store, Date.now) : undefined
  const parts = log === undefined ? given : { ...given, onEvent: heardBy(given.onEvent, log) }
  const { options, files, store, existing, signal, part } = parts
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
  const all = await listSource(files, parts.images, parts.masks)
  const listed = part === undefined ? all : await listedInPart(all, part, options.grouping)
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
  const modelHash = parts.model && (await sha256Hex(parts.model.bytes))
  const identity = await identify({ options, settings, model: modelHash }, inventory)
  if (part !== undefined) expectNoLoneSet(inventory, options, part)
  const held = await store.get(resultFiles.run)
  if (existing === 'continue') expectSameRun(store.label, held, identity, part !== undefined)
  if (existing === 'replace') await clear(store)
  if (part === undefined || held === undefined) await writeRunFile(store, options, identity, part !== undefined)
  await writeInventory(store, key, inventory, part?.inventory)
  await log?.begin()
  return {
    options,
    settings,
    inventory,
    dataset: openDataset(files, inventory, settings.image, plane, memory),
    masks: createMaskReader(files, options.maskLabel),
    store,
    engine,
    model: parts.model?.bytes,
    modelHash,
    ...identity,
    part,
    resume: existing === 'continue',
    signal,
    onEvent: parts.onEvent,
    log,
    notices,
  }
}

function heardBy(onEvent: OnEvent, log: RunLog): OnEvent {
  return event => {
    log.add(event)
    onEvent(event)
  }
}

/** Opens a run that another process prepared, from the store. Files are read when a job needs them. */
export async function reopenProject(
  parts: Pick<ProjectParts, 'options' | 'files' | 'store' | 'engine' | 'signal' | 'onEvent'> & {
    readonly settings: Settings
    readonly model?: Uint8Array | undefined
    readonly part?: RunPart | undefined
  },
): Promise<Project> {
  const { settings, store, engine, options, model, part } = parts
  // Whether the images fit was checked when the run was opened.
  const files = { ...parts.files, mostBytes: undefined }
  const inventory = await readInventory(store, undefined, part?.inventory)
  if (inventory === undefined)
    throw new CutsError('Unreadable', `${store.label} holds no inventory of a run.`, { remedy: 'Open the run first.' })
  return {
    ...parts,
    ...(await identify({ options, settings, model: model && (await sha256Hex(model)) }, inventory)),
    inventory,
    dataset: openDataset(files, inventory, settings.image, options.plane ?? 'acquired'),
    masks: createMaskReader(files, options.maskLabel),
    engine: await engine(() => {}),
    resume: true,
    notices: [],
  }
}

/** Returns the inventory in the store if the same files exist as when it was taken. */
async function knownInventory(
  { options, files, store, part, onEvent }: ProjectParts,
  key: string,
  device: string,
): Promise<Inventory | undefined> {
  const inventory = await readInventory(store, key, part?.inventory)
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
  { options, model, files, part, signal, onEvent }: ProjectParts,
  listed: ListedSource,
  settings: Settings,
  { device, onContent }: { readonly device: string; readonly onContent: ReturnType<typeof createImageMemory>['keep'] },
): Promise<Inventory> {
  const once = readOnce(files, rememberedBytes)
  const gathered = await gatherSource(once.files, listed, onEvent, signal, options.first)
  const source = part === undefined ? gathered : await sourceInPart(gathered, part, options.grouping)
  const readings: Reading[] = []
  onEvent({ type: 'started', images: source.images.length, preset: options.preset, seed: options.seed, device })
  const taken = await takeInventory(once.files, source, settings.image, onEvent, {
    plane: options.plane,
    channels: model?.channels,
    mayBeEmpty: part !== undefined,
    onContent: (item, content) => {
      onContent(item, content)
      if (part !== undefined) readings.push(readingOf(item, content))
    },
    signal,
  })
  // A mask is not needed yet, but belongs to the identity of the run. A mask that does not open is reported when it is
  // used.
  for (const { mask } of source.images) if (mask !== undefined) await once.files.bytes(mask).catch(() => {})
  const identifiers = source.images.flatMap(({ id, identity }) => (identity === undefined ? [] : [{ id, ...identity }]))
  return {
    ...taken,
    files: sortRecords(once.records()),
    ...(part === undefined ? {} : { readings }),
    ...(options.keepIdentifiers === true ? { identifiers } : {}),
  }
}

/** Names the listing of files with their stamps, and the settings that an inventory depends on. */
export async function keyOf(
  {
    images,
    options,
    model,
    files,
    part,
  }: Pick<ProjectParts, 'images' | 'options' | 'files' | 'part'> & {
    readonly model?: { readonly channels: number } | undefined
  },
  listed: ListedSource,
  settings: Settings,
) {
  const stamps: unknown[] = []
  for (const path of [...inputPaths(images), ...listed.paths]) {
    const stamp = (await files.kindOf(path).catch(() => undefined)) === 'file' ? await files.stamp(path) : undefined
    stamps.push([files.absolute(path), stamp?.bytes, stamp?.modified])
  }
  const { plane, first } = options
  // Of masks in a folder, a part only knows the names: most belong to images of other parts.
  const masks = part === undefined ? undefined : listed.masks?.files.map(({ path }) => path)
  return sha256Hex(
    JSON.stringify({ version, plane, first, channels: model?.channels, image: settings.image, stamps, masks }),
  )
}

/** The marker of a run is removed last, so that an interrupted cleanup can be repeated. */
async function clear(store: Store): Promise<void> {
  const tops = new Set((await store.list('')).map(({ key }) => key.split('/')[0]!))
  // Lists of files that parts wrote are needed until those files are gone.
  const last: string[] = [resultFolders.parts, resultFiles.run]
  for (const top of tops) if (!last.includes(top)) await store.delete(top)
  await store.delete(resultFolders.parts)
  await store.delete(resultFiles.run)
}

/** Throws `Cancelled` once the signal was raised. */
export function throwIfCancelled({ signal, dataset, part }: Project, done: number): void {
  if (!signal?.aborted) return
  throw new CutsError('Cancelled', `the run was stopped after ${done} of ${dataset.images.length} images.`, {
    action: { do: part === undefined ? 'resume' : 'repeat' },
  })
}
