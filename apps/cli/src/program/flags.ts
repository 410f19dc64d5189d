/** Flags and help that several commands share. */
import { volumeOptions } from '@cuts/core/volume'
import { type Command, Option } from 'commander'
import { parseOption } from '../arguments/option-value.ts'
import { type SettingsFlags, withSettingsFiles } from '../arguments/settings-file.ts'
import type { Context } from '../commands/context.ts'
import { addRunFlags, type RunDefaults, runFlag } from './run-flags.ts'

export function masksOption(): Option {
  return new Option('--masks <folder>', 'masks to score against, paired by file name without extension')
}

export function spacingOption(): Option {
  const { workingSpacing } = volumeOptions
  return new Option('--working-spacing <mm>', workingSpacing.doc).argParser(parseOption(workingSpacing))
}

export function collect(value: string, earlier: readonly string[]): readonly string[] {
  return [...earlier, value]
}

export function withFolderFlags(command: Command, defaults?: RunDefaults): Command {
  return addRunFlags(command.option('--out <folder>', 'where to write', 'results'), defaults)
    .option('--set <stage.option=value>', 'change one setting of the preset; may be repeated', collect, [])
    .option('--resume', 'continue an interrupted run in --out')
    .option('--overwrite', 'replace the results in --out')
    .option('--json', 'one JSON object a line on standard output: events, then a summary')
    .option('--quiet', 'print nothing but failures and errors (with --json: failures and the summary)')
    .option('-v, --verbose', 'print every step on a line of its own, with the time since the start')
    .option('--settings-from <results>', 'preset, settings and seed of an earlier run, from its result folder')
    .option(
      '--quick',
      'a coarser result in less time: pictures at 128 px, volumes at 2 mm, at most 100 steps of training',
    )
    .addOption(runFlag('first'))
    .option(
      '--dry-run',
      'say what would be read and written, how long it would take and how much memory; write nothing',
    )
}

/** Flags of commands that segment. */
export function withResultFlags(command: Command): Command {
  return command
    .addOption(masksOption())
    .addOption(runFlag('maskLabel'))
    .addOption(runFlag('grouping'))
    .addOption(spacingOption())
    .addOption(runFlag('jobs'))
    .addOption(runFlag('pictures'))
    .option('--open', 'open the report in the browser at the end')
}

/** The flags with what files of settings say in their place; flags that were typed count more. */
export function given<Flags extends SettingsFlags>({ useCases }: Context, flags: Flags, command: Command): Flags {
  return withSettingsFiles(flags, flag => command.getOptionValueSource(flag) === 'cli', useCases)
}

export function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map(line => `  ${line}`).join('\n')}`
}
