/** Writes the regions of a finished result folder in the formats of other programs. */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { CutsError, isCutsError } from '@cuts/core'
import { type OutlineUnits, writerOf } from '@cuts/formats'
import { collectFailures, type Failures } from '../dataset/failures.ts'
import type { OnEvent } from '../events.ts'
import { diskFiles } from '../node/disk-files.ts'
import { writeFileWhole } from '../node/write-whole.ts'
import type { ExportLevel } from '../presets/export-options.ts'
import { type ExportFormat, isOwnFile } from '../results/export-formats.ts'
import { readSummary } from '../results/read-results.ts'
import { countLabels, describeRegions, type LabelCounts, numberLabels, renumber } from '../results/regions.ts'
import type { FailedImage } from '../results/summary.ts'
import type { Numbered, WriteContext } from './numbered.ts'
import { ownFileName, writeOwnFile } from './own-files.ts'
import { type ExportItem, itemsOf } from './region-maps.ts'
import { sharedFiles } from './shared-files.ts'

export interface ExportOptions {
  readonly results: string
  readonly format: ExportFormat
  readonly level: ExportLevel
  /** One image or volume by its name; all of them without it. */
  readonly image?: string | undefined
  readonly out: string
  readonly overwrite: boolean
  /** What coordinates of GeoJSON are in. */
  readonly units: OutlineUnits
  /** DICOM files that a DICOM segmentation refers to; without them the image's own where it is DICOM. */
  readonly source?: string | undefined
  /** Copies the patient's name and the like from the source. */
  readonly keepIdentifiers: boolean
  readonly signal?: AbortSignal | undefined
  readonly onEvent: OnEvent
}

export interface Exported {
  readonly files: readonly string[]
  /** How many images and volumes are in them. */
  readonly exported: number
  readonly failed: readonly FailedImage[]
}

/**
 * Regions are numbered from 1, the largest first, and a number means the same wherever images share a tree. An image that
 * cannot be exported is reported and left out. Throws `Unreadable` for a folder that is none, `NothingToDo` for an image that
 * is not there, `Unwritable` where a file exists already, `Cancelled`.
 */
export async function exportResults(options: ExportOptions): Promise<Exported> {
  const { results, format, out, onEvent } = options
  const summary = await readSummary(results)
  const holdsVolumes = isOwnFile(format) ? writerOf(format).volumes : sharedFiles[format].volumes
  const all = await itemsOf(results, summary, holdsVolumes)
  const chosen = choose(all, options)
  expectNoneThere(
    isOwnFile(format) ? chosen.map(({ id }) => ownFileName(id, format)) : [sharedFiles[format].name],
    options,
  )
  const failures = collectFailures(onEvent)
  const numbered = numberedItems(all, chosen, options, failures)
  const context = await contextOf(options)
  if (!isOwnFile(format)) {
    const target = join(out, sharedFiles[format].name)
    const content = await sharedFiles[format].write(numbered, context)
    const exported = chosen.length - failures.list.length
    if (exported > 0) await writeFileWhole(target, content)
    return { files: exported > 0 ? [target] : [], exported, failed: failures.list }
  }
  const files: string[] = []
  for await (const one of numbered) {
    const target = join(out, ownFileName(one.item.id, format))
    try {
      await writeFileWhole(target, await writeOwnFile(format, one, context))
      files.push(target)
    } catch (error) {
      if (isCutsError(error, 'Unwritable')) throw error
      failures.add(one.item.path, error)
    }
  }
  return { files, exported: files.length, failed: failures.list }
}

/** The items that are asked for: all, the one of that name, or the slices of the volume of that name. */
function choose(all: readonly ExportItem[], { results, image }: ExportOptions): readonly ExportItem[] {
  if (image === undefined) return all
  const named = all.filter(({ id }) => id === image)
  const chosen = named.length > 0 ? named : all.filter(({ sliceOf }) => sliceOf?.volume === image)
  if (chosen.length > 0) return chosen
  const known = all.map(({ id }) => id)
  throw new CutsError('NothingToDo', `${results} has no image called ${image}.`, {
    remedy: `Images: ${known.slice(0, 8).join(', ')}${known.length > 8 ? `, and ${known.length - 8} more` : ''}.`,
  })
}

function expectNoneThere(names: readonly string[], { out, overwrite }: ExportOptions): void {
  const existing = names.map(name => join(out, name)).find(path => existsSync(path))
  if (existing !== undefined && !overwrite)
    throw new CutsError('Unwritable', `${existing} exists already.`, { remedy: 'Give another --out, or --overwrite.' })
}

/** The chosen items one by one with their regions numbered; one that does not open is reported and passed over. */
async function* numberedItems(
  all: readonly ExportItem[],
  chosen: readonly ExportItem[],
  { level, signal, onEvent }: ExportOptions,
  failures: Failures,
): AsyncGenerator<Numbered> {
  const started = performance.now()
  const total = chosen.length
  let done = 0
  for (const items of byTree(chosen)) {
    const sharing = all.filter(({ tree }) => tree === items[0]!.tree)
    const numbers = await numbersOf(sharing, level)
    const segments = describeRegions(numbers.size)
    for (const item of items) {
      if (signal?.aborted)
        throw new CutsError('Cancelled', `the export was stopped after ${done} of ${total} images.`, {
          remedy: 'Run the same command with --overwrite.',
        })
      const regions = await item.read(level).catch((error: unknown) => failures.add(item.path, error))
      if (regions !== undefined)
        yield { item, map: renumber(regions.map, numbers, regions.isSegmented), numbers, segments }
      done++
      const etaSeconds = ((performance.now() - started) / 1000 / done) * (total - done)
      onEvent({ type: 'exported', id: item.id, done, total, etaSeconds })
    }
  }
}

function byTree(items: readonly ExportItem[]): readonly (readonly ExportItem[])[] {
  const groups = new Map<string, ExportItem[]>()
  for (const item of items) groups.set(item.tree, [...(groups.get(item.tree) ?? []), item])
  return [...groups.values()]
}

/** The numbers of the labels of all items of one tree; items that do not open are reported when they are to be written. */
async function numbersOf(items: readonly ExportItem[], level: ExportLevel): Promise<ReadonlyMap<number, number>> {
  const counts: LabelCounts = new Map()
  for (const item of items) {
    const regions = await item.read(level).catch(() => undefined)
    if (regions !== undefined) countLabels(regions.map, counts, regions.isSegmented)
  }
  return numberLabels(counts)
}

/** `made` is when the results were, so that the same export gives the same files. */
async function contextOf({
  results,
  units,
  source,
  keepIdentifiers,
  level,
  onEvent,
}: ExportOptions): Promise<WriteContext> {
  const path = `${results}/summary.json`
  const run = createHash('sha256')
    .update(await diskFiles.bytes(path))
    .update(`${level} ${keepIdentifiers}`)
    .digest('hex')
  const made = (await stat(path)).mtime.toISOString()
  return {
    files: diskFiles,
    units,
    source,
    keepIdentifiers,
    run,
    made,
    onNotice: (message, file) => onEvent({ type: 'notice', message, file }),
  }
}
