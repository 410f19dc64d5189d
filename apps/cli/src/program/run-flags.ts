/** The flags of a run, generated from the table of run options. */
import type { OptionSpec } from '@cuts/core/options'
import { type RunOptions, runOptions } from '@cuts/runtime'
import { type Command, Option } from 'commander'
import { parseOption } from '../arguments/option-value.ts'
import { isFile } from '../arguments/settings-file.ts'

/** How an option is written on the command line. */
export const runFlags: { readonly [option in keyof RunOptions]-?: string } = {
  seed: '--seed <n>',
  preset: '--preset <name>',
  grouping: '--as <what>',
  plane: '--plane <name>',
  device: '--device <name>',
  threads: '--threads <n>',
  jobs: '--jobs <n>',
  maxMemory: '--max-memory <gb>',
  keepIdentifiers: '--keep-identifiers',
  first: '--first <n>',
  pictures: '--no-pictures',
  maskLabel: '--mask-label <n>',
}

/** The options of every command that trains or segments. */
const ofEveryRun: readonly (keyof RunOptions)[] = [
  'seed',
  'preset',
  'plane',
  'device',
  'threads',
  'maxMemory',
  'keepIdentifiers',
]

export function runFlag(name: keyof RunOptions): Option {
  return flagOf(runFlags[name], runOptions[name])
}

/** A preset by its name, or a file with settings of the user's own. */
function presetFlag(): Option {
  const option = runFlag('preset')
  const named = option.parseArg!
  option.description = `${option.description}; or a file.json with a preset and settings of your own`
  return option.argParser((text, before) => (isFile(text) ? text : named(text, before)))
}

/** Defaults of a command that differ from those of a run. */
export type RunDefaults = Partial<Pick<RunOptions, 'preset'>>

/** Adds the flags of a run to a command. */
export function addRunFlags(command: Command, defaults: RunDefaults = {}): Command {
  for (const name of ofEveryRun) {
    const flag = name === 'preset' ? presetFlag() : runFlag(name)
    command.addOption(name === 'preset' && defaults.preset !== undefined ? flag.default(defaults.preset) : flag)
  }
  return command
}

/** Returns the flag for an option. Its help, default and check come from the option. */
export function flagOf(flags: string, spec: OptionSpec): Option {
  const option = new Option(flags, helpOf(spec))
  if (spec.kind === 'flag') return option
  if (spec.kind === 'choice') option.choices(spec.choices.map(({ value }) => String(value)))
  if (spec.default !== undefined) option.default(spec.default)
  return option.argParser(parseOption(spec))
}

function helpOf({ doc, absent }: OptionSpec): string {
  return absent === undefined ? doc : `${doc} (default: ${absent})`
}
