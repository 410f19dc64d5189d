/** `cuts look`: the parts of one region of a volume as a label volume. */
import { exitCodes } from '../output/exit-codes.ts'
import { type Context, type OutputFlags, printJson, printLines } from './context.ts'

export interface LookFlags extends OutputFlags {
  readonly label: number
  readonly level?: number
  readonly regions: number
  readonly out: string
  readonly overwrite?: boolean
}

export async function lookCommand(context: Context, volume: string, flags: LookFlags): Promise<number> {
  const { io, useCases } = context
  const inside = await useCases.lookInside({
    volume,
    label: flags.label,
    ...(flags.level === undefined ? {} : { level: flags.level }),
    regions: flags.regions,
    out: flags.out,
    overwrite: flags.overwrite ?? false,
  })
  if (flags.json === true) printJson(io, { type: 'summary', ...inside })
  else
    printLines(io, [
      ...inside.parts.map(
        ({ voxels, mm3 }, k) =>
          `${String(k + 1).padStart(4)} ${String(voxels).padStart(10)} voxels${mm3 === undefined ? '' : ` ${(mm3 / 1000).toFixed(2).padStart(10)} ml`}`,
      ),
      `Labels: ${inside.out}`,
    ])
  return exitCodes.done
}
