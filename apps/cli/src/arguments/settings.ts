/** `--set stage.option=value`: any number of any stage, checked against the stage's option table. */
import { CutsError, checkOptions, type OptionSpec, type OptionTable } from '@cuts/core'
import { describeRule } from '@cuts/core/options'
import type { Settings, SettingValue } from '../use-cases.ts'

/** Reads the assignments in order, a later one winning. Throws `InvalidOption` with the nearest thing that exists. */
export function parseSettings(
  assignments: readonly string[],
  stages: { readonly [stage: string]: OptionTable },
): Settings {
  const settings: Record<string, Record<string, SettingValue>> = {}
  for (const assignment of assignments) {
    const match = /^([^.=\s]+)\.([^.=\s]+)=(.*)$/s.exec(assignment)
    const [, stage = '', option = '', text = ''] = match ?? []
    if (match === null)
      throw new CutsError('InvalidOption', `--set ${assignment} is not of the form stage.option=value.`, {
        remedy: 'Write for instance --set training.learningRate=0.0005; `cuts presets` lists them all.',
      })
    const table = Object.hasOwn(stages, stage) ? stages[stage] : undefined
    if (table === undefined)
      throw new CutsError('InvalidOption', `--set ${assignment}: there is no stage \`${stage}\`.`, {
        remedy: suggestion(stage, Object.keys(stages), 'Stages'),
      })
    const spec = Object.hasOwn(table, option) ? table[option] : undefined
    if (spec === undefined)
      throw new CutsError('InvalidOption', `--set ${assignment}: \`${option}\` is not an option of ${stage}.`, {
        remedy: suggestion(option, Object.keys(table), `Options of ${stage}`),
      })
    const value = readValue(spec, text)
    if (value === undefined)
      throw new CutsError(
        'InvalidOption',
        `\`${option}\` of ${stage} must be ${describeRule(spec)}. Got ${text || 'nothing'}.`,
        {
          remedy: '`cuts presets` lists every option with its range.',
        },
      )
    checkOptions(stage, { [option]: spec }, { [option]: value })
    settings[stage] ??= {}
    settings[stage][option] = value
  }
  return settings
}

function readValue(spec: OptionSpec, text: string): SettingValue | undefined {
  switch (spec.kind) {
    case 'flag':
      return text === 'true' ? true : text === 'false' ? false : undefined
    case 'choice':
      return text
    case 'integer':
    case 'real': {
      const value = Number(text)
      return text.trim() === '' || Number.isNaN(value) ? undefined : value
    }
    default:
      return spec.kind satisfies never
  }
}

function suggestion(given: string, known: readonly string[], what: string): string {
  const [nearest] = known
    .map(name => ({ name, distance: editDistance(given.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)
  const close = nearest !== undefined && nearest.distance <= Math.max(1, Math.floor(given.length / 3))
  return `${close ? `Did you mean ${nearest.name}? ` : ''}${what}: ${known.join(', ')}.`
}

/** Levenshtein distance. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const substitution = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(substitution, row[j]! + 1, next[j - 1]! + 1))
    }
    row = next
  }
  return row[b.length]!
}
