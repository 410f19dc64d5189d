/** `cuts presets`: every setting of every stage, and its value in each preset. */
import type { OptionSpec, OptionValue } from '@cuts/core/options'
import { describeRule } from '@cuts/core/options'
import { exitCodes } from '../output/exit-codes.ts'
import { formatTable } from '../output/table.ts'
import type { Preset } from '../use-cases.ts'
import { type Context, type OutputFlags, printJson, printLines } from './context.ts'

export function presetsCommand(context: Context, name: string | undefined, flags: OutputFlags): number {
  const { io, useCases } = context
  const shown = Object.values(useCases.presets).filter(preset => name === undefined || preset.name === name)
  if (flags.json === true) for (const preset of shown) printJson(io, presetJson(preset, useCases.stages))
  else
    printLines(io, [
      ...shown.map(preset => `${preset.name}: ${preset.doc}`),
      ...Object.entries(useCases.stages).flatMap(([stage, group]) => ['', ...formatStage(stage, group, shown)]),
      '',
      '* for experts. Change any of them with --set, for instance --set training.learningRate=0.0005.',
    ])
  return exitCodes.done
}

type Stage = Context['useCases']['stages'][string]

/** Returns a title and the table of the stage's options. Below an option with choices, each choice is explained. */
function formatStage(stage: string, { title, doc, options }: Stage, shown: readonly Preset[]): string[] {
  const columns = [
    { title: 'setting' },
    ...shown.map(preset => ({ title: preset.name, align: 'right' as const })),
    { title: 'unit' },
    { title: 'range' },
    { title: 'meaning' },
  ]
  const rows = Object.entries(options).flatMap(([option, spec]) => [
    [
      `${stage}.${option}${spec.level === 'expert' ? ' *' : ''}`,
      ...shown.map(preset => String(valueIn(preset, stage, option, spec))),
      'unit' in spec ? (spec.unit ?? '') : '',
      range(spec),
      meaning(spec),
    ],
    ...choicesOf(spec).map(({ value, doc: does }) => ['', ...shown.map(() => ''), '', String(value), does]),
  ])
  return [`${title}: ${doc}`, ...formatTable(columns, rows)]
}

function presetJson(preset: Preset, stages: Context['useCases']['stages']): object {
  return {
    name: preset.name,
    doc: preset.doc,
    settings: Object.entries(stages).flatMap(([stage, { options }]) =>
      Object.entries(options).map(([option, spec]) => {
        const { default: _, formerly, ...words } = spec
        return { stage, option, value: valueIn(preset, stage, option, spec), rule: describeRule(spec), ...words }
      }),
    ),
    stages: Object.entries(stages).map(([stage, { title, doc }]) => ({ stage, title, doc })),
  }
}

function valueIn(preset: Preset, stage: string, option: string, spec: OptionSpec): OptionValue | undefined {
  return preset.settings[stage]?.[option] ?? spec.default
}

function choicesOf(spec: OptionSpec) {
  return spec.kind === 'choice' ? spec.choices : []
}

/** Returns the title and doc, and the condition under which the option applies. */
function meaning({ title, doc, when }: OptionSpec): string {
  const condition = when === undefined ? '' : `; only if ${when.option} is ${when.is.join(' or ')}`
  return `${title}: ${doc}${condition}`
}

/**
 * Returns the rule without the unit: `1 … 64`, `true | false`. The unit has its own column; choices have their own
 * lines.
 */
function range(spec: OptionSpec): string {
  if (spec.kind === 'flag') return 'true | false'
  if (spec.kind === 'choice' || (spec.min === undefined && spec.max === undefined)) return ''
  return `${spec.min ?? '…'} … ${spec.max ?? '…'}`
}
