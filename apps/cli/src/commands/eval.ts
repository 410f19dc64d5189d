/** `cuts eval`: computes the metrics of a result folder against masks. */

import { rowWords } from '@cuts/report/words'
import { metricRowNames, type VolumeRowName, volumeRowNames } from '@cuts/runtime/results'
import { exitCodes } from '../output/exit-codes.ts'
import { formatMetrics } from '../output/metrics.ts'
import { withWords } from '../output/remedies.ts'
import { formatFailed } from '../output/summary.ts'
import { formatTable } from '../output/table.ts'
import { type Context, type OutputFlags, printJson, printLines, withEvents } from './context.ts'

interface Scored {
  readonly id: string
  readonly metrics?: { readonly [row in VolumeRowName]?: { readonly dice: number } | undefined } | undefined
}

export async function evalCommand(
  context: Context,
  results: string,
  flags: OutputFlags & { readonly masks: string; readonly maskLabel?: number },
): Promise<number> {
  const { io, useCases } = context
  const evaluated = await withEvents(io, flags, onEvent =>
    useCases.evaluateResults({ results, masks: flags.masks, maskLabel: flags.maskLabel, onEvent }),
  )
  const { images, volumes, failed } = evaluated
  if (flags.json === true) printJson(io, { type: 'summary', ...evaluated, failed: failed.map(withWords) })
  else {
    // Rows that only trees of volumes have, where there are any.
    const ofTrees = volumes.flatMap(({ metrics = {} }) => Object.keys(metrics))
    const names = volumeRowNames.filter(row => metricRowNames.some(known => known === row) || ofTrees.includes(row))
    const scored: readonly Scored[] = [...images, ...volumes]
    const each = formatTable(
      [{ title: 'Dice' }, ...names.map(row => ({ title: rowWords[row].short, align: 'right' as const }))],
      scored.map(({ id, metrics }) => [id, ...names.map(row => metrics?.[row]?.dice.toFixed(3) ?? '–')]),
    )
    printLines(io, [...each, '', ...formatMetrics(evaluated), ...formatFailed(failed)])
  }
  return failed.length === 0 ? exitCodes.done : exitCodes.someFailed
}
