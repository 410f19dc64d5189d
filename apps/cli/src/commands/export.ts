/** `cuts export`: writes the regions of a result folder in formats of other programs. */
import { plural } from '@cuts/report/words'
import type { ExportOptions } from '@cuts/runtime/node'
import { exitCodes } from '../output/exit-codes.ts'
import { withWords } from '../output/remedies.ts'
import { formatFailed } from '../output/summary.ts'
import { type Context, type OutputFlags, printJson, printLines, withEvents } from './context.ts'

export interface ExportFlags extends OutputFlags {
  readonly format: ExportOptions['format']
  readonly level: ExportOptions['level']
  readonly image?: string
  readonly out: string
  readonly units: ExportOptions['units']
  readonly source?: string
  readonly keepIdentifiers?: boolean
  readonly overwrite?: boolean
}

export async function exportCommand(context: Context, results: string, flags: ExportFlags): Promise<number> {
  const { io, useCases, signal } = context
  const { format, level, image, out, units, source } = flags
  const { files, exported, failed } = await withEvents(io, flags, onEvent =>
    useCases.exportResults({
      results,
      format,
      level,
      image,
      out,
      units,
      source,
      keepIdentifiers: flags.keepIdentifiers ?? false,
      overwrite: flags.overwrite ?? false,
      signal,
      onEvent,
    }),
  )
  if (flags.json === true) printJson(io, { type: 'summary', files, exported, failed: failed.map(withWords) })
  else if (flags.quiet !== true)
    printLines(io, [
      `Exported the regions of ${plural(exported, 'image')}: ${files.length === 1 ? files[0] : `${plural(files.length, 'file')} in ${out}`}`,
      ...formatFailed(failed),
    ])
  return failed.length === 0 ? exitCodes.done : exitCodes.someFailed
}
