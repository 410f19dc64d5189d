/** `cuts report`: writes the report of finished results as one file that holds its pictures. */
import { exitCodes } from '../output/exit-codes.ts'
import { type Context, type OutputFlags, printJson, printLines } from './context.ts'

export interface ReportFlags extends OutputFlags {
  readonly out: string
  readonly overwrite?: boolean
}

export async function reportCommand({ io, useCases }: Context, results: string, flags: ReportFlags): Promise<number> {
  const { out, overwrite = false } = flags
  await useCases.writeReport({ results, out, overwrite })
  if (flags.json === true) printJson(io, { type: 'summary', report: out })
  else printLines(io, [`Report: ${out}`])
  return exitCodes.done
}
