/** `cuts apply`: what was picked in some images, found in all images of a result folder. */
import { plural } from '@cuts/report/words'
import { exitCodes } from '../output/exit-codes.ts'
import { withWords } from '../output/remedies.ts'
import { formatFailed } from '../output/summary.ts'
import { formatTable } from '../output/table.ts'
import { type Context, type OutputFlags, printJson, printLines, withEvents } from './context.ts'

export interface ApplyFlags extends OutputFlags {
  readonly label?: string
  readonly out: string
  readonly leastConfidence: number
  readonly overwrite?: boolean
}

export async function applyCommand(
  context: Context,
  exemplars: string,
  results: string,
  flags: ApplyFlags,
): Promise<number> {
  const { io, useCases, signal } = context
  const { label, out, leastConfidence, overwrite = false } = flags
  const applied = await withEvents(io, flags, onEvent =>
    useCases.applyExemplars({ exemplars, results, label, out, leastConfidence, overwrite, signal, onEvent }),
  )
  const { found, nothing, failed } = applied
  if (flags.json === true) printJson(io, { type: 'summary', ...applied, failed: failed.map(withWords) })
  else if (flags.quiet !== true)
    printLines(io, [
      ...formatTable(
        [
          { title: 'Image' },
          { title: 'Label' },
          { title: 'Confidence', align: 'right' },
          { title: 'Pixels', align: 'right' },
        ],
        found.map(({ image, label: of, confidence, areaPixels }) => [
          image,
          of,
          confidence.toFixed(3),
          String(areaPixels),
        ]),
      ),
      '',
      ...(nothing.length === 0
        ? []
        : [`Nothing found in: ${nothing.map(({ image, label: of }) => `${image} (${of})`).join(', ')}`]),
      ...formatFailed(failed),
      `${plural(found.length, 'region')} to review, the least certain first: ${applied.out}`,
    ])
  return failed.length === 0 ? exitCodes.done : exitCodes.someFailed
}
