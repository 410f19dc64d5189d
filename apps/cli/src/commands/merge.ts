/** `cuts merge`: joins the shards of a run, and says which are missing. */
import { join } from 'node:path'
import type { SomeSettings } from '@cuts/core/options'
import { plural } from '@cuts/report/words'
import { resultLayout } from '@cuts/runtime/results'
import type { Merged } from '@cuts/runtime/run'
import { rangesOf, sbatchLine, segmentLine } from '../output/cluster-lines.ts'
import { exitCodes } from '../output/exit-codes.ts'
import { withWords } from '../output/remedies.ts'
import { formatFailed, formatScores } from '../output/summary.ts'
import { type Context, type OutputFlags, printJson, printLines, withEvents } from './context.ts'

export interface MergeFlags extends OutputFlags {
  readonly expect?: string
}

/** Returns exit code 1 if images are missing or have failed. */
export async function mergeCommand(context: Context, out: string, flags: MergeFlags): Promise<number> {
  const { io, useCases } = context
  const merged = await withEvents(io, flags, onEvent =>
    useCases.mergeFolder({ out, ...(flags.expect === undefined ? {} : { expected: flags.expect }), onEvent }),
  )
  const { summary, missing, gaps, count } = merged
  const report = join(out, resultLayout.resultFiles.report)
  const commands = missing.length === 0 ? [] : commandsFor(context, out, merged)
  if (flags.json === true)
    printJson(io, {
      type: 'summary',
      ...summary,
      failed: summary.failed.map(withWords),
      report,
      missing,
      gaps,
      ...(count === undefined ? {} : { count }),
      ...(commands.length === 0 ? {} : { commands }),
    })
  else if (flags.quiet !== true) {
    const failed = summary.failed.filter(({ path }) => !missing.includes(path))
    printLines(io, [
      `${summary.images.length} of ${plural(summary.images.length + summary.failed.length, 'image')} segmented.`,
      ...formatScores(summary),
      ...formatFailed(failed),
      ...(missing.length === 0 ? [] : ['', ...gapLines(merged, commands)]),
      '',
      `Report:  ${report}`,
      `Results: ${join(out, resultLayout.resultFiles.summary)}`,
    ])
  }
  return summary.failed.length === 0 ? exitCodes.done : exitCodes.someFailed
}

const shown = 10

function gapLines({ missing, gaps, count }: Merged, commands: readonly string[]): string[] {
  const more = missing.length > shown ? [`  and ${missing.length - shown} more`] : []
  const where = count === undefined ? '' : `, of ${gaps.length === 1 ? 'shard' : 'shards'} ${rangesOf(gaps)}`
  const are = missing.length === 1 ? 'is' : 'are'
  return [
    `${plural(missing.length, 'image')} ${are} missing${where}:`,
    ...missing.slice(0, shown).map(path => `  ${path}`),
    ...more,
    'This segments what is missing, then merge again:',
    ...commands.map(command => `  ${command}`),
  ]
}

/** On Slurm, and in any shell. */
function commandsFor({ useCases }: Context, out: string, { source, options, summary, gaps, count }: Merged): string[] {
  const line = segmentLine({
    ...source,
    out,
    ...options,
    settings: differing(summary.settings, useCases.presets[options.preset]?.settings),
  })
  if (count === undefined) return [line]
  const inTurn = `for k in ${gaps.join(' ')}; do ${line} --shard $k/${count}; done`
  return [sbatchLine({ line, indices: gaps, count }), inTurn]
}

/** The settings that differ from those of the preset. */
function differing(settings: SomeSettings, usual: SomeSettings = {}): SomeSettings {
  const stages = Object.entries(settings).map(([stage, options]) => {
    const other = Object.entries(options).filter(([option, value]) => usual[stage]?.[option] !== value)
    return [stage, Object.fromEntries(other)] as const
  })
  return Object.fromEntries(stages)
}
