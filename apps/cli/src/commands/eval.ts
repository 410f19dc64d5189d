/** `cuts eval`: the metrics of a result folder against masks. */
import { exitCodes } from '../output/failure.ts'
import { formatMetrics } from '../output/metrics.ts'
import { formatFailed } from '../output/summary.ts'
import { formatTable } from '../output/table.ts'
import { type Context, type OutputFlags, printJson, printLines, withEvents } from './context.ts'

export async function evalCommand(
  context: Context,
  results: string,
  flags: OutputFlags & { readonly masks: string },
): Promise<number> {
  const { io, runtime } = context
  const evaluated = await withEvents(io, flags, onEvent =>
    runtime.evaluateResults({ results, masks: flags.masks, onEvent }),
  )
  const { images, failed, metrics } = evaluated
  if (flags.json === true) printJson(io, { type: 'summary', images, failed, metrics })
  else {
    const dice = (row: { readonly dice: number } | undefined): string => row?.dice.toFixed(3) ?? ''
    const perImage = formatTable(
      [
        { title: 'Dice' },
        { title: 'k-means', align: 'right' },
        { title: 'persistent', align: 'right' },
        { title: 'best level', align: 'right' },
        { title: 'one click', align: 'right' },
      ],
      images.map(({ id, metrics: m }) => [id, dice(m.kmeans), dice(m.persistent), dice(m.best), dice(m.click)]),
    )
    printLines(io, [...perImage, '', ...formatMetrics(metrics), ...formatFailed(failed)])
  }
  return failed.length === 0 ? exitCodes.done : exitCodes.someFailed
}
