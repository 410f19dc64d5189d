/** `--dry-run`: says what a run would read and write, how long it would take and how much memory. Writes nothing. */
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { plural, roughDuration } from '@cuts/report/words'
import type { Grouping } from '@cuts/runtime'
import type { FolderRun } from '@cuts/runtime/node'
import { resultLayout } from '@cuts/runtime/results'
import { formatBytes } from '../output/bytes.ts'
import { exitCodes } from '../output/exit-codes.ts'
import { withWords } from '../output/remedies.ts'
import { type Context, type FolderFlags, folderOptions, printJson, printLines, withEvents } from './context.ts'
import { formatFile, formatSet } from './info.ts'

interface Planned {
  /** Whether images are segmented, and a report is written. */
  readonly reports: boolean
  readonly masks?: string
  readonly model?: string | undefined
  readonly grouping?: Grouping | undefined
}

export async function dryRun(
  context: Context,
  images: FolderRun['images'],
  flags: FolderFlags,
  { reports, ...run }: Planned,
): Promise<number> {
  const { io, useCases } = context
  const { found, seconds, trialSeconds, processes, memoryBytes } = await withEvents(io, flags, onEvent =>
    useCases.previewFolder({ ...folderOptions(context, images, flags, onEvent), ...run }),
  )
  const { report, summary, model, tree: _ } = resultLayout.resultFiles
  const { images: folder, volumes } = resultLayout.resultFolders
  const isSet = found.kind === 'set'
  const failed = isSet ? found.failed : []
  const writes = reports
    ? [
        report,
        summary,
        ...(run.model === undefined ? [model] : []),
        `${folder}/`,
        ...(volumesOf(found) > 0 ? [`${volumes}/`] : []),
      ]
    : [model]
  const holds = await stat(join(flags.out, resultLayout.resultFiles.run)).then(
    () => true,
    () => false,
  )
  if (flags.json === true) {
    const told = isSet ? { ...found, failed: failed.map(withWords) } : found
    const estimate = { seconds, trialSeconds, processes, memoryBytes }
    printJson(io, { type: 'dry-run', ...estimate, out: flags.out, writes, holdsResults: holds, found: told })
  } else
    printLines(io, [
      'A dry run: nothing was written.',
      ...(found.kind === 'file' ? formatFile(found) : formatSet(found)),
      `  would write to ${flags.out}: ${writes.join(', ')}`,
      ...(holds && flags.resume !== true && flags.overwrite !== true
        ? [`  ${flags.out} holds results: the run needs --resume, --overwrite or another --out`]
        : []),
      `  time: about ${roughDuration(seconds)}${
        trialSeconds === undefined
          ? ', by the size of the volumes'
          : ` with ${plural(processes, 'process', 'processes')}, by a trial: a picture took ${roughDuration(trialSeconds)}`
      }`,
      `  memory: about ${formatBytes(memoryBytes)}`,
    ])
  return failed.length === 0 ? exitCodes.done : exitCodes.someFailed
}

function volumesOf(
  found: { readonly kind: 'file' | 'set' } & (
    | { readonly volumes: number }
    | { readonly run: { readonly volumes: number } }
  ),
): number {
  return 'run' in found ? found.run.volumes : found.volumes
}
