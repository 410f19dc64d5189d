/** The list of labels: names, colours, eyes, locks and areas; also the way to work without a pointer. */
import { useComputed } from '@preact/signals'
import { areasOf, type Colour, type Label } from '../engine/index.ts'
import type { App } from '../state/app.ts'
import { IconButton } from './button.tsx'
import { number, words } from './words/index.ts'

export function Labels({ app }: { readonly app: App }) {
  const { studio, editing } = app
  const areas = useComputed(() => {
    studio.revision.value
    const at = studio.shown.value
    return at && areasOf(studio.session(), at.place)
  })
  const { labels, active } = studio.document.value
  const t = words.value
  return (
    <section class="panel labels" aria-labelledby="labels-title">
      <header class="titled">
        <h2 id="labels-title">{t.labels}</h2>
        <IconButton
          icon="plus"
          name={t.addLabel}
          shortcut="M"
          onClick={() => editing.run({ do: 'add label', name: t.newLabel(labels.length + 1) })}
        />
      </header>
      <ul aria-labelledby="labels-title">
        {labels.map(label => (
          <Row
            key={label.id}
            app={app}
            label={label}
            isActive={label.id === active}
            isOnly={labels.length === 1}
            area={areas.value?.[label.id] ?? 0}
          />
        ))}
      </ul>
    </section>
  )
}

interface RowProps {
  readonly app: App
  readonly label: Label
  readonly isActive: boolean
  readonly isOnly: boolean
  readonly area: number
}

function Row({ app, label, isActive, isOnly, area }: RowProps) {
  const { id, name, colour, visible, locked } = label
  const { editing, studio } = app
  const t = words.value
  const change = (to: Partial<Omit<Label, 'id'>>): void => void editing.run({ do: 'change label', id, to })
  return (
    <li class={isActive ? 'label active' : 'label'} aria-current={isActive ? 'true' : undefined}>
      <input
        type="color"
        class="swatch"
        value={toHex(colour)}
        aria-label={t.colourOf(name)}
        title={t.colourOf(name)}
        onChange={event => change({ colour: fromHex(event.currentTarget.value) })}
      />
      <button
        type="button"
        class="use"
        aria-label={t.use(name)}
        aria-pressed={isActive}
        onClick={() => editing.run({ do: 'choose label', id })}
      />
      <input
        type="text"
        class="name"
        value={name}
        aria-label={t.nameOf(name)}
        maxLength={60}
        onFocus={() => editing.run({ do: 'choose label', id })}
        onChange={event => change({ name: event.currentTarget.value.trim() || name })}
        onKeyDown={event => {
          if (event.key === 'Enter') event.currentTarget.blur()
        }}
      />
      <span class="area">{describeArea(area, studio.shown.value?.image.geometry?.spacingMm)}</span>
      <IconButton
        icon={visible ? 'eye' : 'eyeOff'}
        name={visible ? t.hide(name) : t.show(name)}
        class={visible ? 'show quiet' : 'show'}
        onClick={() => change({ visible: !visible })}
      />
      <IconButton
        icon={locked ? 'lock' : 'unlock'}
        name={locked ? t.unlock(name) : t.lock(name)}
        class={locked ? 'protect' : 'protect quiet'}
        onClick={() => change({ locked: !locked })}
      />
      <IconButton
        icon="remove"
        name={t.remove(name)}
        class="drop-label quiet"
        disabled={isOnly}
        onClick={() => editing.run({ do: 'remove label', id })}
      />
    </li>
  )
}

export function describeArea(area: number, spacing: readonly number[] | undefined): string {
  if (area === 0) return words.value.empty
  const px = `${number(area)} px`
  if (spacing === undefined) return px
  const mm2 = area * spacing[0]! * spacing[1]!
  return `${number(mm2, mm2 < 10 ? 2 : mm2 < 100 ? 1 : 0)} mm² · ${px}`
}

function toHex(colour: Colour): string {
  return `#${colour.map(value => value.toString(16).padStart(2, '0')).join('')}`
}

function fromHex(hex: string): Colour {
  const value = Number.parseInt(hex.slice(1), 16)
  return [value >> 16, (value >> 8) & 255, value & 255]
}
