/** Flags and help that several commands share. */
import { volumeOptions } from '@cuts/core/volume'
import { type Command, Option } from 'commander'
import { parseOption } from '../arguments/option-value.ts'
import { addRunFlags, type RunDefaults } from './run-flags.ts'

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
}

export function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map(line => `  ${line}`).join('\n')}`
}
