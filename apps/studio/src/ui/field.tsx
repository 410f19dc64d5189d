/** One option as a field of a form, as its table describes it. */
import type { OptionSpec, OptionValue } from '@cuts/core/options'
import { hasSlider, type NumberSpec, positionOf, valueAt } from './field-scale.ts'
import { words } from './words/index.ts'

interface FieldProps {
  readonly id: string
  readonly spec: OptionSpec
  readonly value: OptionValue | undefined
  readonly onChange: (value: OptionValue | undefined) => void
}

export function Field({ id, spec, value, onChange }: FieldProps) {
  return (
    <div class="field">
      <label for={id}>{spec.title}</label>
      <Input id={id} spec={spec} value={value} onChange={onChange} />
      <p id={`${id}-doc`}>{docOf(spec, value)}</p>
    </div>
  )
}

function Input({ id, spec, value, onChange }: FieldProps) {
  const described = `${id}-doc`
  if (spec.kind === 'flag')
    return (
      <input
        id={id}
        type="checkbox"
        checked={value === true}
        aria-describedby={described}
        onChange={event => onChange(event.currentTarget.checked)}
      />
    )
  if (spec.kind === 'choice')
    return (
      <select
        id={id}
        value={String(value ?? '')}
        aria-describedby={described}
        onChange={event => onChange(spec.choices.find(each => String(each.value) === event.currentTarget.value)?.value)}
      >
        {spec.default === undefined && <option value="">{words.value.usual}</option>}
        {spec.choices.map(each => (
          <option key={String(each.value)} value={String(each.value)}>
            {String(each.value)}
          </option>
        ))}
      </select>
    )
  return <NumberInput id={id} spec={spec} value={value as number | undefined} onChange={onChange} />
}

function NumberInput({
  id,
  spec,
  value,
  onChange,
}: Omit<FieldProps, 'spec' | 'value'> & { readonly spec: NumberSpec; readonly value: number | undefined }) {
  const { min, max, kind, unit } = spec
  return (
    <span class="number">
      {hasSlider(spec) && value !== undefined && (
        <input
          type="range"
          min="0"
          max="1"
          step="any"
          value={positionOf(spec, value)}
          aria-label={spec.title}
          aria-valuetext={`${value}${unit === undefined ? '' : ` ${unit}`}`}
          onInput={event => onChange(valueAt(spec, Number(event.currentTarget.value)))}
        />
      )}
      <input
        id={id}
        type="number"
        min={min}
        max={max}
        step={kind === 'integer' ? 1 : 'any'}
        value={value}
        aria-describedby={`${id}-doc`}
        onChange={event => {
          const next = event.currentTarget.valueAsNumber
          const isValid = Number.isFinite(next) && event.currentTarget.validity.valid
          if (isValid) onChange(next)
          else event.currentTarget.value = String(value ?? '')
        }}
      />
      {unit !== undefined && <span class="unit">{unit}</span>}
    </span>
  )
}

/** What the option does; of a choice, what the chosen one means. */
function docOf(spec: OptionSpec, value: OptionValue | undefined): string {
  const meaning = spec.kind === 'choice' ? spec.choices.find(each => each.value === value)?.doc : undefined
  const sentence = meaning ?? (value === undefined && spec.absent !== undefined ? spec.absent : spec.doc)
  const plain = sentence.replaceAll('`', '')
  return `${plain.charAt(0).toUpperCase()}${plain.slice(1)}.`
}
