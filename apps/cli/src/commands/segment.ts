/** `cuts run` and `cuts segment`: segment a folder of images into a result folder with a report. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { CutsError } from '@cuts/core'
import { plural, roughDuration } from '@cuts/report/words'
import type { Grouping, OnEvent, Summary } from '@cuts/runtime'
import { resultLayout } from '@cuts/runtime/results'
import { expandInputs, oneOrMore } from '../arguments/inputs.ts'
import { quickWords } from '../arguments/settings-file.ts'
import { readShard } from '../arguments/shard.ts'
import type { Environment } from '../io.ts'
import { quote } from '../output/cluster-lines.ts'
import { exitCodes } from '../output/exit-codes.ts'
import { withWords } from '../output/remedies.ts'
import { formatSummary } from '../output/summary.ts'
import { type Context, type FolderFlags, folderOptions, printJson, printLines, withEvents } from './context.ts'
import { dryRun } from './dry-run.ts'

export interface SegmentFlags extends FolderFlags {
  readonly masks?: string
  readonly as?: Grouping
  /** Finest spacing of volumes to work at, in mm. */
  readonly workingSpacing?: number
  readonly open?: boolean
}

/** Trains on the images, then segments them. */
export async function runCommand(context: Context, given: readonly string[], flags: SegmentFlags): Promise<number> {
  const images = oneOrMore(await expandInputs(context.io, given))
  if (flags.dryRun === true)
    return dryRun(context, images, withSpacing(flags), { reports: true, ...masksOf(flags), grouping: flags.as })
  return toResults(context, flags, onEvent =>
    context.useCases.runFolder({
      ...folderOptions(context, images, withSpacing(flags), onEvent),
      ...masksOf(flags),
      grouping: flags.as,
    }),
  )
}

export interface SegmentModelFlags extends SegmentFlags {
  readonly model?: string
  readonly shard?: string
  readonly share?: boolean
}

/** Segments with a trained encoder. */
export async function segmentCommand(
  context: Context,
  given: readonly string[],
  flags: SegmentModelFlags,
): Promise<number> {
  const images = oneOrMore(await expandInputs(context.io, given))
  const { model } = flags
  if (flags.dryRun === true)
    return dryRun(context, images, withSpacing(flags), { reports: true, ...masksOf(flags), grouping: flags.as, model })
  if (flags.shard !== undefined || flags.share === true) {
    expectNothingReplaced(flags)
    return segmentPart(context, expectOne(images, flags), flags)
  }
  return toResults(context, flags, onEvent =>
    context.useCases.segmentFolder({
      ...folderOptions(context, images, withSpacing(flags), onEvent),
      ...masksOf(flags),
      grouping: flags.as,
      ...(model === undefined ? {} : { model }),
    }),
  )
}

/** Segments beside other processes that do the rest. */
function segmentPart(context: Context, images: string, flags: SegmentModelFlags): Promise<number> {
  if (flags.shard !== undefined) return shardCommand(context, images, flags, flags.shard)
  return toResults(context, flags, onEvent =>
    context.useCases.segmentShared({
      ...folderOptions(context, images, withSpacing(flags), onEvent),
      ...masksOf(flags),
      grouping: flags.as,
      ...(flags.model === undefined ? {} : { model: flags.model }),
    }),
  )
}

/** The parts of a run must agree on what the whole is. */
function expectOne(images: string | readonly string[], { shard, first }: SegmentModelFlags): string {
  const flag = shard === undefined ? '--share' : '--shard'
  if (typeof images !== 'string')
    throw new CutsError('InvalidOption', `${flag} takes one folder, list or table of images.`, {
      remedy: 'Write the paths into a text file, one a line, and give that.',
    })
  if (first !== undefined)
    throw new CutsError('InvalidOption', `${flag} and --first cannot be used together.`, {
      remedy: 'Give a list that holds only the images that are meant.',
    })
  return images
}

function expectNothingReplaced({ shard, share, overwrite }: SegmentModelFlags): void {
  const flag = shard === undefined ? '--share' : '--shard'
  if (shard !== undefined && share === true)
    throw new CutsError('InvalidOption', '--shard and --share cannot be used together.', {
      remedy:
        'Use --shard where a scheduler starts every part, and --share where processes divide the work themselves.',
    })
  if (overwrite === true)
    throw new CutsError('InvalidOption', `${flag} and --overwrite cannot be used together.`, {
      remedy: `${flag} continues what is there. To start over, delete the folder or give another --out.`,
    })
}

/** Segments one of several parts of the images. The parts are joined by `cuts merge`. */
async function shardCommand(context: Context, images: string, flags: SegmentModelFlags, text: string): Promise<number> {
  const { io, useCases } = context
  const shard = readShard(text, io.environment)
  const record = await withEvents(io, flags, onEvent =>
    useCases.segmentShard({
      ...folderOptions(context, images, withSpacing(flags), onEvent),
      ...masksOf(flags),
      grouping: flags.as,
      ...(flags.model === undefined ? {} : { model: flags.model }),
      shard,
    }),
  )
  if (flags.json === true) printJson(io, { type: 'shard', ...record })
  else if (flags.quiet !== true)
    printLines(io, [
      `Shard ${shard.index} of ${shard.count}: ${plural(record.images, 'image')}, ${record.failed} failed, ${roughDuration(record.seconds)}.`,
      record.state === 'waiting'
        ? 'Its images are divided into segments. When all shards have come as far, run them once more: one of them makes the tree of all images, and each paints its own.'
        : `When all shards are done: cuts merge ${quote(flags.out)} --expect ${quote(images)}`,
    ])
  return record.failed === 0 ? exitCodes.done : exitCodes.someFailed
}

async function toResults(
  context: Context,
  flags: SegmentFlags,
  work: (onEvent: OnEvent) => Promise<Summary>,
): Promise<number> {
  const { io } = context
  const summary = await withEvents(io, flags, work)
  const report = join(flags.out, resultLayout.resultFiles.report)
  if (flags.json === true) printJson(io, { type: 'summary', ...summary, failed: summary.failed.map(withWords), report })
  else if (flags.quiet !== true) printLines(io, formatSummary(summary, flags.out, report))
  if (flags.quick === true && flags.quiet !== true && flags.json !== true) printLines(io, ['', quickWords])
  if (flags.open === true) await openReport(context, report)
  return summary.failed.length === 0 ? exitCodes.done : exitCodes.someFailed
}

/** Where there is no screen, says where the report is. */
async function openReport({ io, useCases }: Context, report: string): Promise<void> {
  const url = pathToFileURL(report).href
  const isShown = hasScreen(io.environment) && (await useCases.showInBrowser(url))
  io.err(isShown ? '' : `cuts: there is no browser to open. The report is at ${url}\n`)
}

/** Windows and macOS have one, and so has a desktop of X or Wayland; a terminal over ssh has not. */
function hasScreen({ DISPLAY = '', WAYLAND_DISPLAY = '' }: Environment, platform = process.platform): boolean {
  return platform === 'win32' || platform === 'darwin' || DISPLAY !== '' || WAYLAND_DISPLAY !== ''
}

export function masksOf(flags: SegmentFlags): { masks?: string } {
  return flags.masks === undefined ? {} : { masks: flags.masks }
}

/** `--working-spacing 2` is short for `--set volumes.workingSpacing=2`. */
export function withSpacing(flags: SegmentFlags): SegmentFlags {
  const { workingSpacing, set } = flags
  return workingSpacing === undefined ? flags : { ...flags, set: [...set, `volumes.workingSpacing=${workingSpacing}`] }
}
