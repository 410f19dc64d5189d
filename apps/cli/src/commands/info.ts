/** `cuts info`: what image files hold, as this program reads them. */
import { isCutsError } from '@cuts/core'
import type { FileDescription } from '@cuts/runtime/node'
import { exitCodes, reportFailure } from '../output/failure.ts'
import { type Context, type OutputFlags, printJson, printLines } from './context.ts'

/** A file that cannot be read is reported and the others go on. */
export async function infoCommand(context: Context, files: readonly string[], flags: OutputFlags): Promise<number> {
  const { io, runtime } = context
  const json = flags.json ?? false
  let failed = 0
  for (const file of files) {
    try {
      const description = await runtime.describeFile(file)
      if (json) printJson(io, { type: 'file', ...description })
      else printLines(io, formatDescription(description))
    } catch (error) {
      if (!isCutsError(error)) throw error
      failed++
      reportFailure(io, error, json)
    }
  }
  return failed === 0 ? exitCodes.done : exitCodes.someFailed
}

function formatDescription(file: FileDescription): string[] {
  const { format, width, height, channels, sampleType, pages, spacingMm, min, max } = file
  const parts = [
    format,
    `${width} x ${height} px`,
    `${channels} ${channels === 1 ? 'channel' : 'channels'}`,
    sampleType,
    ...(pages === undefined || pages === 1 ? [] : [`${pages} pages`]),
    ...(spacingMm === undefined ? [] : [`${spacingMm.map(mm => Number(mm.toPrecision(6))).join(' x ')} mm`]),
    `values ${number(min)} to ${number(max)}`,
  ]
  return [`${file.path}: ${parts.join(', ')}`, ...file.notices.map(notice => `  note: ${notice}`)]
}

function number(value: number): string {
  return String(Number(value.toPrecision(6)))
}
