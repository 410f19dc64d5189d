/** Exports the regions of a finished run to formats of other programs, as named bytes. */
import { CutsError } from '@cuts/core'
import { type OutlineUnits, writerOf } from '@cuts/formats'
import { collectFailures, type Failures } from '../dataset/failures.ts'
import type { OnEvent } from '../events.ts'
import type { ExportLevel } from '../presets/export-options.ts'
import { type ExportFormat, isOwnFile } from '../results/export-formats.ts'
import { readKey, readSummary } from '../results/read-results.ts'
import { countLabels, describeRegions, type LabelCounts, numberLabels, renumber } from '../results/regions.ts'
import { resultFiles } from '../results/result-layout.ts'
import type { FailedImage } from '../results/summary.ts'
import { hexOf, sha256 } from '../sha256.ts'
import type { SourceFiles } from '../source/files.ts'
import type { Store } from '../store/store.ts'
import type { Numbered, WriteContext } from './numbered.ts'
import { ownFileName, writeOwnFile } from './own-files.ts'
import { type ExportItem, itemsOf } from './region-maps.ts'
import { sharedFiles } from './shared-files.ts'

export interface ExportOptions {
  /** The store of the results. */
  readonly store: Store
  readonly format: ExportFormat
  readonly level: ExportLevel
  /** Name of one image or volume; all of them if undefined. */
  readonly image?: string | undefined
  /** Unit of the coordinates in GeoJSON. */
  readonly units: OutlineUnits
  /** Holds the segmented files, to read intensities and the source of DICOM segmentations. */
  readonly originals: SourceFiles
  /** DICOM files that a DICOM segmentation refers to. By default the image's own files, if they are DICOM. */
  readonly source?: string | undefined
  /** Whether to copy the patient's identifiers from the source. */
  readonly keepIdentifiers: boolean
  /** Time at which the results were made, ISO 8601. It makes exports reproducible. */
  readonly made: string
  readonly signal?: AbortSignal | undefined
  readonly onEvent: OnEvent
}

/** An export that is ready to be made. */
export interface Export {
  /** Names of all files if nothing fails. Every name stays inside the target folder. */
  readonly names: readonly string[]
  /** Makes the files one by one. Images that cannot be exported are reported and left out. Throws `Cancelled`. */
  readonly files: () => AsyncGenerator<ExportedFile>
  /** Images that could not be exported so far. */
  readonly failed: readonly FailedImage[]
}

export interface ExportedFile {
  readonly name: string
  readonly content: Uint8Array | string
  /** Number of exported images and volumes. */
  readonly items: number
}

/**
 * Opens an export of finished results. Regions are numbered from 1, the largest first. Images that share a tree share
 * the numbers. Throws `Unreadable` if the store holds no results, and `NothingToDo` if an image does not exist.
 */
export async function exportResults(options: ExportOptions): Promise<Export> {
  const { store, format, onEvent } = options
  const summary = await readSummary(store)
  const holdsVolumes = isOwnFile(format) ? writerOf(format).volumes : sharedFiles[format].volumes
  const all = await itemsOf(store, summary, holdsVolumes)
  const chosen = choose(all, options)
  for (const { id, path, files, depth } of summary.volumes ?? [])
    if (files !== undefined && files.length < depth && chosen.some(item => (item.sliceOf?.volume ?? item.id) === id))
      onEvent({
        type: 'notice',
        message: `${id} has ${depth} slices and ${files.length} files: on the slices that are missing, regions lie between those around`,
        file: path,
      })
  const failures = collectFailures(onEvent)
  const numbered = () => numberedItems(all, chosen, options, failures)
  const context = await contextOf(options)
  if (isOwnFile(format)) {
    const files = async function* (): AsyncGenerator<ExportedFile> {
      for await (const one of numbered()) {
        const content = await writeOwnFile(format, one, context).catch((error: unknown) =>
          failures.add(one.item.path, error),
        )
        if (content !== undefined) yield { name: ownFileName(one.item.id, format), content, items: 1 }
      }
    }
    return { names: chosen.map(({ id }) => ownFileName(id, format)), files, failed: failures.list }
  }
  const { name, write } = sharedFiles[format]
  const files = async function* (): AsyncGenerator<ExportedFile> {
    const content = await write(numbered(), context)
    const items = chosen.length - failures.list.length
    if (items > 0) yield { name, content, items }
  }
  return { names: [name], files, failed: failures.list }
}

/** Returns the chosen items: all items, the named one, or the slices of the named volume. */
function choose(all: readonly ExportItem[], { store, image }: ExportOptions): readonly ExportItem[] {
  if (image === undefined) return all
  const named = all.filter(({ id }) => id === image)
  const chosen = named.length > 0 ? named : all.filter(({ sliceOf }) => sliceOf?.volume === image)
  if (chosen.length > 0) return chosen
  const known = all.map(({ id }) => id)
  throw new CutsError('NothingToDo', `${store.label} has no image called ${image}.`, {
    remedy: `Images: ${known.slice(0, 8).join(', ')}${known.length > 8 ? `, and ${known.length - 8} more` : ''}.`,
  })
}

/** Returns the chosen items one by one with numbered regions. Items that do not open are reported and skipped. */
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
          action: { do: 'start over' },
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

/**
 * The numbers of the labels of all items of one tree; items that do not open are reported when they are to be written.
 */
async function numbersOf(items: readonly ExportItem[], level: ExportLevel): Promise<ReadonlyMap<number, number>> {
  const counts: LabelCounts = new Map()
  for (const item of items) {
    const regions = await item.read(level).catch(() => undefined)
    if (regions !== undefined) countLabels(regions.map, counts, regions.isSegmented)
  }
  return numberLabels(counts)
}

async function contextOf(options: ExportOptions): Promise<WriteContext> {
  const { store, units, source, originals, keepIdentifiers, level, made, onEvent } = options
  return {
    units,
    source,
    originals,
    keepIdentifiers,
    run: hexOf(await sha256(await readKey(store, resultFiles.summary), `${level} ${keepIdentifiers}`)),
    made,
    onNotice: (message, file) => onEvent({ type: 'notice', message, file }),
  }
}
