/** The table of flags in the guide, made from the commands and from the options of a run. */
import type { OptionSpec } from '@cuts/core/options'
import { type RunOptions, runOptions, unitsOption } from '@cuts/runtime'
import { runFlags } from '../apps/cli/src/program/run-flags.ts'
import type { createProgram } from '../apps/cli/src/program.ts'

type Command = ReturnType<typeof createProgram>
type Option = Command['options'][number]

interface Row {
  readonly flag: string
  readonly commands: string[]
  readonly preset: string
  readonly means: string
}

/** Returns the lines of a table in Markdown; a flag that means the same in several commands has one row. */
export function flagTable(commands: readonly Command[]): string[] {
  const rows = new Map<string, Row>()
  for (const command of commands)
    for (const option of command.options) {
      const row = { flag: `\`${option.long}\``, commands: [], preset: defaultOf(option), means: meaningOf(option) }
      const key = [row.flag, row.preset, row.means].join(' ')
      const held = rows.get(key) ?? row
      held.commands.push(command.name())
      rows.set(key, held)
    }
  const cells = [...rows.values()].map(row => [row.flag, row.commands.join(', '), row.preset, row.means])
  const lines = [['flag', 'of', 'default', 'means'], ['---', '---', '---', '---'], ...cells]
  return lines.map(line => `| ${line.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`)
}

/** The specs of flags, by how the flags are written. */
const described: { readonly [flags: string]: OptionSpec } = {
  ...Object.fromEntries(Object.entries(runFlags).map(([name, flags]) => [flags, runOptions[name as keyof RunOptions]])),
  '--units <unit>': unitsOption,
}

const spoken = /\s*\(default: ([^)]*)\)$/

function defaultOf({ description, defaultValue }: Option): string {
  const said = spoken.exec(description)?.[1]
  if (said !== undefined) return said
  return defaultValue === undefined || String(defaultValue) === '' ? '' : `\`${defaultValue}\``
}

function meaningOf(option: Option): string {
  const choices = (option.argChoices ?? []).map(value => {
    const doc = docOfChoice(option, value)
    return doc === undefined ? `\`${value}\`` : `\`${value}\` (${doc})`
  })
  return [option.description.replace(spoken, ''), ...(choices.length === 0 ? [] : [choices.join(', ')])].join(': ')
}

/** What a choice means, if its option has a spec; other flags say it in their description. */
function docOfChoice({ flags }: Option, choice: string): string | undefined {
  const spec = described[flags]
  return spec?.kind === 'choice' ? spec.choices.find(({ value }) => String(value) === choice)?.doc : undefined
}
