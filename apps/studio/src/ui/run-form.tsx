/** The form of a run, made from the tables of options: what everybody may look at first, the rest behind a word. */
import type { OptionSpec, OptionTable, OptionValue } from '@cuts/core/options'
import { type PresetName, presets, runOptions, stages } from '@cuts/runtime'
import { useSignal } from '@preact/signals'
import type { App } from '../state/app.ts'
import type { RunForm } from '../state/training.ts'
import { Dialog } from './dialog.tsx'
import { Field } from './field.tsx'
import { words } from './words/index.ts'

type Changes = { readonly [stage: string]: { readonly [option: string]: OptionValue } }

export function RunDialog({ app, onClose }: { readonly app: App; readonly onClose: () => void }) {
  const t = words.value
  const preset = useSignal<PresetName>('trained')
  const seed = useSignal<number>(runOptions.seed.default)
  const grouping = useSignal<RunForm['grouping']>(undefined)
  const changes = useSignal<Changes>({})
  const change = (stage: string, option: string, value: OptionValue): void => {
    const usual = settingsOf(preset.value)[stage]![option]
    const { [option]: _, ...rest } = changes.value[stage] ?? {}
    const own = value === usual ? rest : { ...rest, [option]: value }
    const { [stage]: __, ...others } = changes.value
    changes.value = Object.keys(own).length === 0 ? others : { ...others, [stage]: own }
  }
  const fields = (level: OptionSpec['level']) =>
    Object.entries(stages).map(([stage, { title, options }]) => (
      <Stage
        key={stage}
        title={title}
        table={options}
        level={level}
        values={{ ...settingsOf(preset.value)[stage], ...changes.value[stage] }}
        onChange={(option, value) => change(stage, option, value)}
      />
    ))
  return (
    <Dialog title={t.runTitle} onClose={onClose}>
      <p>{t.runWhat}</p>
      <div class="run-form">
        <fieldset>
          <Field
            id="run-preset"
            spec={runOptions.preset as OptionSpec}
            value={preset.value}
            onChange={value => {
              preset.value = value as PresetName
              changes.value = {}
            }}
          />
          <Field
            id="run-grouping"
            spec={runOptions.grouping as OptionSpec}
            value={grouping.value}
            onChange={value => {
              grouping.value = value as RunForm['grouping']
            }}
          />
          <Field
            id="run-seed"
            spec={runOptions.seed as OptionSpec}
            value={seed.value}
            onChange={value => {
              seed.value = value as number
            }}
          />
        </fieldset>
        {fields('basic')}
        <details>
          <summary>{t.expert}</summary>
          {fields('expert')}
        </details>
      </div>
      <div class="buttons">
        <button
          type="button"
          class="primary"
          onClick={() => {
            void app.training.start({
              preset: preset.value,
              seed: seed.value,
              grouping: grouping.value,
              settings: changes.value,
            })
            onClose()
          }}
        >
          {t.start}
        </button>
      </div>
    </Dialog>
  )
}

interface StageProps {
  readonly title: string
  readonly table: OptionTable
  readonly level: OptionSpec['level']
  readonly values: { readonly [option: string]: OptionValue | undefined }
  readonly onChange: (option: string, value: OptionValue) => void
}

/** The options of a stage that matter with the values of the others. */
function Stage({ title, table, level, values, onChange }: StageProps) {
  const shown = Object.entries(table).filter(
    ([, { level: own, when }]) => own === level && (when === undefined || when.is.includes(values[when.option]!)),
  )
  if (shown.length === 0) return null
  return (
    <fieldset>
      <legend>{title}</legend>
      {shown.map(([name, spec]) => (
        <Field
          key={name}
          id={`${title}-${name}`.replace(/\W+/g, '-')}
          spec={spec}
          value={values[name]}
          onChange={value => onChange(name, value!)}
        />
      ))}
    </fieldset>
  )
}

function settingsOf(preset: PresetName): { readonly [stage: string]: { readonly [option: string]: OptionValue } } {
  return presets[preset].settings as unknown as Changes
}
