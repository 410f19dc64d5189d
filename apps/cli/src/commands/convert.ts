/** `cuts convert`: converts one image or label map to another format. */
import { exitCodes } from '../output/exit-codes.ts'
import { type Context, type OutputFlags, printJson, printLines } from './context.ts'

export interface ConvertFlags extends OutputFlags {
  readonly source?: string
  readonly keepIdentifiers?: boolean
  readonly overwrite?: boolean
}

export async function convertCommand(
  { io, useCases }: Context,
  input: string,
  out: string,
  flags: ConvertFlags,
): Promise<number> {
  const { source, keepIdentifiers = false, overwrite = false } = flags
  const converted = await useCases.convertFile({ input, out, source, keepIdentifiers, overwrite })
  if (flags.json === true) {
    printJson(io, { type: 'summary', ...converted })
    return exitCodes.done
  }
  const { from, to, width, height, depth, channels, sampleType, spacingMm, notices } = converted
  const size = [width, height, ...(depth === 1 ? [] : [depth])].join(' x ')
  const spacing =
    spacingMm === undefined ? 'spacing unknown' : `${spacingMm.map(mm => Number(mm.toPrecision(6))).join(' x ')} mm`
  printLines(io, [
    `${out}: ${to} from ${from}, ${size} px, ${channels === 1 ? '1 channel' : `${channels} channels`}, ${sampleType}, ${spacing}`,
    ...notices.map(notice => `  note: ${notice}`),
  ])
  return exitCodes.done
}
