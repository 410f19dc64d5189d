/** `cuts info`: describes files and folders as this program reads them, and how a run would use them. */

import { isCutsError } from '@cuts/core'
import { plural } from '@cuts/report/words'
import type { FileDescription, SetDescription } from '@cuts/runtime'
import { formatBytes } from '../output/bytes.ts'
import { exitCodes } from '../output/exit-codes.ts'
import { reportFailure } from '../output/failure.ts'
import { withWords } from '../output/remedies.ts'
import { type Context, type OutputFlags, printJson, printLines, withEvents } from './context.ts'

/** Number of notes shown for a set. Use `--json` to see all of them. */
const fewNotes = 10

/** Describes each input. An input that cannot be read is reported, and the others continue. */
export async function infoCommand(
  context: Context,
  paths: readonly string[],
  flags: OutputFlags & { readonly maxMemory?: number },
): Promise<number> {
  const { io, useCases } = context
  const json = flags.json ?? false
  let failed = 0
  for (const path of paths) {
    try {
      const found = await withEvents(io, flags, onEvent =>
        useCases.describeInput(path, onEvent, context.signal, flags.maxMemory),
      )
      if (found.kind === 'set') failed += found.failed.length
      if (json)
        printJson(io, {
          type: found.kind,
          ...found,
          ...(found.kind === 'set' ? { failed: found.failed.map(withWords) } : {}),
        })
      else printLines(io, found.kind === 'file' ? formatFile(found) : formatSet(found))
    } catch (error) {
      if (!isCutsError(error) || error.code === 'Cancelled') throw error
      failed++
      reportFailure(io, error, json)
    }
  }
  return failed === 0 ? exitCodes.done : exitCodes.someFailed
}

export function formatFile(file: FileDescription): string[] {
  const {
    format,
    width,
    height,
    depth,
    channels,
    timepoints,
    sampleType,
    spacingMm,
    orientation,
    range,
    window,
    bytes,
    runBytes,
  } = file
  const parts = [
    format,
    depth === 1 ? `${width} x ${height} px` : `${width} x ${height} x ${depth} voxels`,
    ...(timepoints === 1 ? [] : [`${timepoints} volumes`]),
    plural(channels, 'channel'),
    sampleType,
    spacingMm === undefined ? 'spacing unknown' : millimetres(spacingMm),
    ...(orientation === undefined ? [] : [orientation]),
    range === undefined ? 'no finite value' : `values ${short(range[0])} to ${short(range[1])}`,
    ...(window === undefined ? [] : [`shown from ${short(window[0])} to ${short(window[1])}`]),
    `${formatBytes(bytes)} in memory, about ${formatBytes(runBytes)} in a run`,
  ]
  return [`${file.path}: ${parts.join(', ')}`, `  in a run: ${planOf(file)}`, ...notesOf(file)]
}

function planOf({ run, depth, timepoints, nonFinite }: FileDescription): string {
  const { images, volumes, plane, scaling } = run
  const scaled =
    scaling === 'type' ? 'scaled by the range of its number type' : 'scaled between percentiles of its values'
  const filled = nonFinite === 0 ? '' : `; ${plural(nonFinite, 'value')} NaN or infinite, set to the minimum`
  if (volumes === 0) return `${plural(images, 'image')}, ${scaled}${filled}`
  const slices = `${plural(depth, plane === undefined ? 'slice' : `${plane} slice`)}`
  return `${slices}${timepoints === 1 ? '' : ` of each of ${timepoints} volumes`}, one tree over all of a volume, ${scaled}${filled}`
}

export function formatSet(set: SetDescription): string[] {
  const { path, files, items, images, volumes, channels, masks, groups, bytes, largestBytes, sizes } = set
  const formats = Object.entries(set.formats).map(([format, number]) => `${number} ${format}`)
  const shown = sizes.slice(0, 3).map(({ size, files: number }) => `${size.join(' x ')} (${number})`)
  const more = sizes.length > shown.length ? [plural(sizes.length - shown.length, 'other size')] : []
  return [
    `${path}: ${plural(files, 'file')} (${formats.join(', ')}), ${[...shown, ...more].join(', ')}`,
    `  in a run: ${plural(images, 'image')}${volumes === 0 ? '' : `, slices of ${plural(volumes, 'volume')} among them`}, ${plural(channels, 'channel')}`,
    ...items.flatMap(({ id, files: series, size, spacingMm }) =>
      series === undefined
        ? []
        : [
            `  series ${id}: ${plural(series, 'file')}, ${size.join(' x ')}${spacingMm === undefined ? '' : `, ${millimetres(spacingMm)}`}`,
          ],
    ),
    `  masks: ${masks === 0 ? 'none found' : `found for ${masks} of ${items.length}`}`,
    ...(groups === undefined ? [] : [`  groups: ${counts(groups)}`]),
    `  memory for intensities: ${formatBytes(largestBytes)} for the largest file, ${formatBytes(bytes)} for all`,
    ...notesOf({ notices: set.notices.slice(0, fewNotes) }),
    ...(set.notices.length > fewNotes ? [`  and ${plural(set.notices.length - fewNotes, 'other note')}`] : []),
  ]
}

function counts(of: { readonly [name: string]: number }): string {
  return Object.entries(of)
    .map(([name, number]) => `${name} ${number}`)
    .join(', ')
}

function notesOf({ notices }: { readonly notices: readonly string[] }): string[] {
  return notices.map(notice => `  note: ${notice}`)
}

function millimetres(spacing: readonly number[]): string {
  return `${spacing.map(short).join(' x ')} mm`
}

function short(value: number): string {
  return String(Number(value.toPrecision(6)))
}
