/** `cuts pick`: the region under a pixel as a mask file. */
import { plural } from '@cuts/report/words'
import { exitCodes } from '../output/exit-codes.ts'
import { type Context, type OutputFlags, printJson, printLines } from './context.ts'

export interface PickFlags extends OutputFlags {
  readonly at: readonly (readonly [number, number])[]
  readonly level?: number
  readonly out: string
  readonly overwrite?: boolean
}

const titles = {
  level: (level?: number) => `Region at level ${level}`,
  persistent: () => 'Persistent structure',
  tree: () => 'Smallest region of any granularity that contains all pixels',
}

export async function pickCommand(context: Context, image: string, flags: PickFlags): Promise<number> {
  const { io, useCases } = context
  const picked = await useCases.pickRegion({
    image,
    at: flags.at,
    ...(flags.level === undefined ? {} : { level: flags.level }),
    out: flags.out,
    overwrite: flags.overwrite ?? false,
  })
  if (flags.json === true) printJson(io, { type: 'summary', ...picked })
  else
    printLines(io, [
      `${titles[picked.among](picked.level)}, one of ${picked.regions}: ${plural(picked.areaPixels, 'pixel')}.`,
      `Mask: ${picked.out}`,
    ])
  return exitCodes.done
}
