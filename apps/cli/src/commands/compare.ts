/** `cuts compare`: compares CUTS with other methods on the same images and writes tables. */
import { availableParallelism } from 'node:os'
import { type Comparison, type Protocol, tableJson, tableRows } from '@cuts/compare'
import type { Study } from '@cuts/compare/node'
import { parseSettings } from '../arguments/settings.ts'
import { showCompareProgress } from '../output/compare-progress.ts'
import { formatComparison } from '../output/comparison.ts'
import { exitCodes } from '../output/exit-codes.ts'
import { type Context, type OutputFlags, printJson, printLines, withProgress } from './context.ts'

export interface CompareFlags extends OutputFlags {
  readonly methods?: readonly string[]
  readonly seeds: readonly number[]
  readonly out: string
  readonly jobs?: number
  readonly hint: Protocol['hint']
  readonly clicks: number
  readonly oracle: Protocol['oracle']
  readonly study: readonly Study[]
  readonly preset: string
  readonly set: readonly string[]
  readonly first?: number
  readonly predictions?: { readonly [row: string]: string }
  readonly weights?: { readonly [name: string]: string }
}

/** A row that cannot run does not affect the exit code. A row that failed on an image sets the exit code to 1. */
export async function compareCommand(context: Context, dataset: string, flags: CompareFlags): Promise<number> {
  const { io, useCases, signal } = context
  const { comparison, files } = await withProgress(io, flags, showCompareProgress, async onEvent => {
    const compared = await useCases.runComparison({
      dataset,
      out: flags.out,
      rows: flags.methods,
      studies: flags.study,
      seeds: flags.seeds,
      jobs: flags.jobs ?? availableParallelism(),
      protocol: { hint: flags.hint, clicks: flags.clicks, oracle: flags.oracle },
      predictions: flags.predictions ?? {},
      preset: flags.preset,
      settings: parseSettings(flags.set, useCases.stages),
      weights: flags.weights ?? {},
      first: flags.first,
      signal,
      onEvent,
    })
    return { comparison: compared, files: await useCases.writeComparison(flags.out, compared) }
  })
  if (flags.json === true)
    printJson(io, { type: 'summary', out: flags.out, files, table: tableJson(tableRows(comparison)) })
  else if (flags.quiet !== true) printLines(io, [...formatComparison(comparison), '', `Tables: ${flags.out}/table.md`])
  return hasFailures(comparison) ? exitCodes.someFailed : exitCodes.done
}

function hasFailures({ rows }: Comparison): boolean {
  return rows.some(({ failed }) => failed.length > 0)
}
