/**
 * Joins the parts of a run: a function of the files that they left. The result is that of one process, but for times.
 * Images are not read again; only the list of them is.
 */
import { CutsError } from '@cuts/core'
import type { Engine } from '@cuts/nn'
import type { Inventory, Reading } from '../dataset/inventory.ts'
import { takeInventory } from '../dataset/inventory.ts'
import { readInventory, writeInventory } from '../dataset/inventory-file.ts'
import { createMaskReader } from '../dataset/mask-reader.ts'
import { openDataset } from '../dataset/open-dataset.ts'
import type { OnEvent } from '../events.ts'
import type { Settings } from '../presets/stages.ts'
import { writeRunFile } from '../results/run-file.ts'
import { parseShardName } from '../results/shared-folder.ts'
import type { FailedImage, Summary } from '../results/summary.ts'
import type { SourceFiles } from '../source/files.ts'
import { gatherSource, listSource } from '../source/open-source.ts'
import { type FileRecord, readOnce, sortRecords } from '../source/read-once.ts'
import type { Source, SourceImage } from '../source/source.ts'
import type { Store } from '../store/store.ts'
import { finishRun } from './finish.ts'
import { identify } from './identity.ts'
import { type PartRecord, type PartSource, readPartRecords } from './part-record.ts'
import { isSettled, unitsOf } from './plan.ts'
import { keyOf, type Project, type ProjectOptions } from './project.ts'
import { keyOfItem, shardOf } from './run-part.ts'
import { isDivisible } from './set-steps.ts'
import { closeUnits } from './tasks.ts'

export interface MergeParts {
  readonly store: Store
  readonly files: SourceFiles
  /** The images that the parts are expected to hold; by default those that the latest part was given. */
  readonly expected?: string | undefined
  readonly onEvent: OnEvent
}

export interface Merged {
  readonly summary: Summary
  /** Paths of images that are not done. */
  readonly missing: readonly string[]
  /** The shards that do them, counted from 0. */
  readonly gaps: readonly number[]
  /** Number of shards of the run; absent if it was not divided into shards. */
  readonly count?: number | undefined
  readonly source: PartSource
  readonly options: ProjectOptions
}

/**
 * Writes `summary.json`, and, once all images are done, `run.json` and `inventory.json` of the whole. Throws
 * `NothingToDo` if no part has ended, `Mismatch` if parts are of different runs, and as listing images does.
 */
export async function mergeParts({ store, files, expected, onEvent }: MergeParts): Promise<Merged> {
  const records = await readPartRecords(store)
  const latest = records.at(-1)
  if (latest === undefined)
    throw new CutsError('NothingToDo', `${store.label} holds no finished part of a run.`, {
      remedy: 'Run at least one part into it first.',
    })
  for (const record of records) expectAlike(store, record, latest)
  const { options, model } = latest as { options: ProjectOptions; model?: string }
  const settings = latest.settings as unknown as Settings
  const parts = await readParts(store, records)
  const images = expected ?? latest.source.images
  const { masks } = latest.source
  const listed = await listSource(files, images, masks)
  const once = readOnce(files, 0)
  const source = await gatherSource(once.files, listed, onEvent)
  const isRead = ({ id, path }: SourceImage): boolean => parts.readings.has(id) || parts.failed.has(path)
  const channels = model === undefined ? channelsOf(store, records) : latest.channels
  const taken = await takeInventory(
    files,
    { ...source, images: source.images.filter(isRead) },
    settings.image,
    onEvent,
    {
      plane: options.plane,
      channels: model === undefined && records.length > 1 ? undefined : channels,
      mayBeEmpty: true,
      known: item => parts.readings.get(item.id) ?? fail(parts.failed.get(item.path)!),
    },
  )
  const own = filesOf(source, parts.files, once.records())
  const inventory: Inventory = {
    ...taken,
    files: own,
    ...(options.keepIdentifiers === true ? { identifiers: identifiersOf(source) } : {}),
  }
  const identity = await identify({ options, settings, model }, inventory)
  const project: Project = {
    options,
    settings,
    inventory,
    dataset: openDataset(files, inventory, settings.image, options.plane ?? 'acquired'),
    masks: createMaskReader(files, options.maskLabel),
    store,
    engine: { device: latest.device, threads: latest.threads } as Engine,
    modelHash: model,
    ...identity,
    resume: true,
    onEvent,
    notices: [...new Set(records.flatMap(({ notices }) => notices))],
  }
  const missing = source.images.filter(item => !isRead(item))
  const open = await closeUnits(project)
  for (const unit of unitsOf(project))
    if (!isDivisible(project, unit) && !(await isSettled(project, unit))) open.push(...unit.indices)
  const items = new Set(open.map(index => inventory.images[index]!.item))
  missing.push(...source.images.filter(({ id }) => items.has(id)))
  if (missing.length === 0) {
    await writeRunFile(store, options, identity, false)
    const request = { images, options, files, ...(model === undefined ? {} : { model: { channels: latest.channels } }) }
    await writeInventory(store, await keyOf(request, listed, settings), inventory)
  } else await writeInventory(store, 'parts are missing', inventory)
  const summary = await finishRun(project, {}, missing.map(notDone))
  const count = countOf(records)
  const gaps =
    count === undefined ? [] : await Promise.all(missing.map(item => shardOf(keyOfItem(item, options.grouping), count)))
  return {
    summary,
    missing: missing.map(({ path }) => path),
    gaps: [...new Set(gaps)].sort((a, b) => a - b),
    count,
    source: { ...latest.source, images },
    options,
  }
}

interface ReadParts {
  /** By the ids of items. */
  readonly readings: ReadonlyMap<string, Reading>
  /** Items that could not be read, by their paths. */
  readonly failed: ReadonlyMap<string, FailedImage>
  readonly files: ReadonlyMap<string, FileRecord>
}

/** What all parts read; of an item that two parts read, what the later one did. */
async function readParts(store: Store, records: readonly PartRecord[]): Promise<ReadParts> {
  const readings = new Map<string, Reading>()
  const failed = new Map<string, FailedImage>()
  const files = new Map<string, FileRecord>()
  for (const place of new Set(records.map(record => record.inventory))) {
    const inventory = await readInventory(store, undefined, place)
    for (const reading of inventory?.readings ?? []) readings.set(reading.item, reading)
    for (const failure of inventory?.failed ?? []) failed.set(failure.path, failure)
    for (const file of inventory?.files ?? []) files.set(file.path, file)
  }
  return { readings, failed, files }
}

function fail({ error, remedy, action }: FailedImage): never {
  throw new CutsError('Unreadable', error, { remedy, action })
}

/** The records of files that the source consists of: those of images that left the list are not among them. */
function filesOf(
  { images }: Source,
  read: ReadonlyMap<string, FileRecord>,
  gathered: readonly FileRecord[],
): FileRecord[] {
  const records = new Map(gathered.map(record => [record.path, record]))
  for (const { path, files = [path], channelFiles = [], mask } of images)
    for (const name of [...files, ...channelFiles, ...(mask === undefined ? [] : [mask])]) {
      const record = read.get(name)
      if (record !== undefined) records.set(name, record)
    }
  return sortRecords([...records.values()])
}

function identifiersOf({ images }: Source) {
  return images.flatMap(({ id, identity }) => (identity === undefined ? [] : [{ id, ...identity }]))
}

function notDone({ path }: SourceImage): FailedImage {
  return { path, error: `${path} is not segmented yet: its part of the run has not done it.` }
}

/** Number of shards that the latest shard is one of. */
function countOf(records: readonly PartRecord[]): number | undefined {
  return records.flatMap(({ name }) => parseShardName(name) ?? []).at(-1)?.count
}

/** Without a model, parts must have given their images as many channels as one run gives them. */
function channelsOf(store: Store, records: readonly PartRecord[]): number {
  const counts = new Set(records.filter(({ images }) => images > 0).map(({ channels }) => channels))
  if (counts.size > 1)
    throw new CutsError('Mismatch', `images in ${store.label} were given ${[...counts].join(' and ')} channels.`, {
      remedy: 'Segment images of different channels in runs of their own.',
    })
  return [...counts][0] ?? 1
}

/** Throws `Mismatch`, saying what differs, if two parts belong to different runs. */
function expectAlike({ label }: Store, one: PartRecord, other: PartRecord): void {
  if (one.recipe === other.recipe) return
  const differing = [
    ['versions of the program', one.program, other.program],
    ['models', one.model, other.model],
    ['presets', one.options.preset, other.options.preset],
    ['seeds', one.options.seed, other.options.seed],
    ['groupings', one.options.grouping, other.options.grouping],
    ['planes', one.options.plane, other.options.plane],
  ].flatMap(([what, a, b]) => (a === b ? [] : [what]))
  const what = differing.length === 0 ? 'settings' : differing.join(', ')
  throw new CutsError(
    'Mismatch',
    `${label} holds parts of two runs: ${one.name} and ${other.name} have different ${what}.`,
    {
      remedy: 'Run all parts with the same model, preset, settings and version, each kind into a folder of its own.',
    },
  )
}
