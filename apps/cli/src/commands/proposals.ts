/** `cuts proposals`: the regions that most likely are objects, as a list and as masks. */
import { plural } from '@cuts/report/words'
import { exitCodes } from '../output/exit-codes.ts'
import { formatTable } from '../output/table.ts'
import type { UseCases } from '../use-cases.ts'
import { type Context, type OutputFlags, printJson, printLines } from './context.ts'

export interface ProposalsFlags extends OutputFlags {
  readonly most: number
  readonly out?: string
  readonly overwrite?: boolean
}

export async function proposalsCommand(context: Context, path: string, flags: ProposalsFlags): Promise<number> {
  const { io, useCases } = context
  const { most, out, overwrite = false } = flags
  const { items, files } = await useCases.proposalsOf({ path, most, out, overwrite })
  if (flags.json === true) printJson(io, { type: 'summary', items, files })
  else
    printLines(io, [
      ...items.flatMap((item, index) => [...(index === 0 ? [] : ['']), ...formatItem(item)]),
      ...(out === undefined ? [] : ['', `Masks: ${plural(files.length, 'file')} in ${out}`]),
    ])
  return exitCodes.done
}

type Item = Awaited<ReturnType<UseCases['proposalsOf']>>['items'][number]

const axes = ['columns', 'rows', 'slices'] as const

function formatItem({ kind, id, proposals }: Item): string[] {
  if (proposals.length === 0) return [`${id}: nothing is proposed.`]
  const isVolume = kind === 'volume'
  const isInMm = proposals.some(proposal => mmOf(proposal) !== undefined)
  const reached = isVolume ? axes : axes.slice(0, 2)
  const columns = [
    { title: 'rank', align: 'right' as const },
    { title: isVolume ? 'voxels' : 'pixels', align: 'right' as const },
    ...(isInMm ? [{ title: isVolume ? 'ml' : 'mm²', align: 'right' as const }] : []),
    ...reached.map(title => ({ title, align: 'right' as const })),
  ]
  const rows = proposals.map(proposal => {
    const { first, last } = proposal.boundingBox
    return [
      String(proposal.rank),
      String('voxels' in proposal ? proposal.voxels : proposal.areaPixels),
      ...(isInMm ? [mmOf(proposal)?.toFixed(2) ?? '–'] : []),
      ...reached.map((_, axis) => `${first[axis]}–${last[axis]}`),
    ]
  })
  return [id, ...formatTable(columns, rows)]
}

/** Square millimetres of an image, millilitres of a volume. */
function mmOf(proposal: Item['proposals'][number]): number | undefined {
  if (!('voxels' in proposal)) return proposal.areaMm2
  return proposal.mm3 === undefined ? undefined : proposal.mm3 / 1000
}
