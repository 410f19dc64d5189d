/** `cuts presets`: every number that each preset sets. */
import { CutsError, type OptionSpec } from '@cuts/core'
import { describeRule } from '@cuts/core/options'
import { exitCodes } from '../output/failure.ts'
import { formatTable } from '../output/table.ts'
import type { Preset, SettingValue } from '../use-cases.ts'
import { type Context, type OutputFlags, printJson, printLines } from './context.ts'

export function presetsCommand(context: Context, name: string | undefined, flags: OutputFlags): number {
  const { io, useCases } = context
  const { presets, stages } = useCases
  if (name !== undefined && !Object.hasOwn(presets, name))
    throw new CutsError('InvalidOption', `There is no preset \`${name}\`.`, {
      remedy: `Presets: ${Object.keys(presets).join(', ')}.`,
    })
  const shown = Object.values(presets).filter(preset => name === undefined || preset.name === name)
  const options = Object.entries(stages).flatMap(([stage, table]) =>
    Object.entries(table).map(([option, spec]) => ({ stage, option, spec })),
  )

  if (flags.json === true) {
    for (const preset of shown)
      printJson(io, {
        name: preset.name,
        doc: preset.doc,
        settings: options.map(({ stage, option, spec }) => ({
          stage,
          option,
          value: valueIn(preset, stage, option, spec),
          ...(spec.unit === undefined ? {} : { unit: spec.unit }),
          rule: describeRule(spec),
          doc: spec.doc,
        })),
      })
    return exitCodes.done
  }
  const table = formatTable(
    [
      { title: 'setting' },
      ...shown.map(preset => ({ title: preset.name, align: 'right' as const })),
      { title: 'unit' },
      { title: 'range' },
      { title: 'meaning' },
    ],
    options.map(({ stage, option, spec }) => [
      `${stage}.${option}`,
      ...shown.map(preset => String(valueIn(preset, stage, option, spec))),
      spec.unit ?? '',
      range(spec),
      spec.doc,
    ]),
  )
  printLines(io, [
    ...shown.map(preset => `${preset.name}: ${preset.doc}`),
    '',
    ...table,
    '',
    'Change any of them with --set, for instance --set training.learningRate=0.0005.',
  ])
  return exitCodes.done
}

function valueIn(preset: Preset, stage: string, option: string, spec: OptionSpec): SettingValue {
  return preset.settings[stage]?.[option] ?? (spec.default as SettingValue)
}

/** The rule without the unit, which has a column of its own: `[1, 64]`, `paper | ntxent`, `true | false`. */
function range(spec: OptionSpec): string {
  if (spec.kind === 'flag') return 'true | false'
  if (spec.kind === 'choice') return (spec.values ?? []).join(' | ')
  if (spec.min === undefined && spec.max === undefined) return ''
  return `${spec.min ?? '…'} … ${spec.max ?? '…'}`
}
