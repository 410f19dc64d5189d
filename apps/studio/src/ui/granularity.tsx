/** The slider over all cuts of the tree. Its scale is logarithmic; keys move by whole regions. */
import type { App } from '../state/app.ts'
import { IconButton } from './button.tsx'
import { nextLevel } from './levels.ts'
import { number, words } from './words/index.ts'

export function regionsInWords(count: number): string {
  return words.value.regionCount(number(count), count === 1)
}

export function Granularity({ app }: { readonly app: App }) {
  const { studio } = app
  const regions = studio.regions.value
  const level = studio.level.value
  const t = words.value
  const finest = regions?.tree.leaves ?? 2
  const toSlider = (count: number): number => Math.log(count) / Math.log(Math.max(2, finest))
  const toCount = (value: string): number => Math.round(Math.max(2, finest) ** Number(value))
  const disabled = regions === undefined
  return (
    <div class="granularity">
      <IconButton
        icon="minus"
        name={t.coarser}
        shortcut=","
        disabled={disabled || level <= 1}
        onClick={() => app.setLevel(nextLevel(level, -1))}
      />
      <div class="slider">
        <input
          id="granularity"
          type="range"
          min="0"
          max="1"
          step="any"
          disabled={disabled}
          value={regions === undefined ? 0 : toSlider(level)}
          aria-label={t.granularity}
          aria-valuetext={disabled ? undefined : regionsInWords(level)}
          onInput={event => {
            studio.settings.structures.value = false
            studio.previewed.value = toCount(event.currentTarget.value)
          }}
          onChange={event => app.setLevel(toCount(event.currentTarget.value))}
          onKeyDown={event => {
            const to = keyed(event.key, level, finest)
            if (to === undefined) return
            event.preventDefault()
            app.setLevel(to)
          }}
        />
        {regions !== undefined && (
          <button
            type="button"
            class={level === regions.automatic ? 'automatic here' : 'automatic'}
            style={{ '--at': String(toSlider(regions.automatic)) }}
            title={`${t.automatic}: ${regionsInWords(regions.automatic)}`}
            aria-label={`${t.automatic}: ${regionsInWords(regions.automatic)}`}
            onClick={() => app.setLevel(regions.automatic)}
          />
        )}
      </div>
      <IconButton
        icon="plus"
        name={t.finer}
        shortcut="."
        disabled={disabled || level >= finest}
        onClick={() => app.setLevel(nextLevel(level, 1))}
      />
      <span class="count" aria-hidden="true">
        {disabled ? '–' : shownInWords(app)}
      </span>
      <Levels app={app} />
    </div>
  )
}

/** What is shown: regions of a level, or persistent structures. */
export function shownInWords({ studio }: App): string {
  const count = studio.regionCount.value
  return studio.settings.structures.value ? words.value.structureCount(number(count)) : regionsInWords(count)
}

/** The levels that were selected, and the persistent structures. */
function Levels({ app }: { readonly app: App }) {
  const { studio } = app
  const regions = studio.regions.value
  if (regions === undefined) return null
  const t = words.value
  return (
    <select
      class="levels"
      aria-label={t.levels}
      title={t.levels}
      value=""
      onChange={event => {
        const { value } = event.currentTarget
        // What is shown is said beside it: this is a list to choose from.
        event.currentTarget.value = ''
        if (value === 'structures') studio.settings.structures.value = true
        else app.setLevel(Number(value))
      }}
    >
      <option value="">{t.levels}</option>
      {regions.levels.map(clusters => (
        <option key={clusters} value={String(clusters)}>
          {regionsInWords(clusters)}
        </option>
      ))}
      <option value="structures">{t.structures}</option>
    </select>
  )
}

function keyed(key: string, level: number, finest: number): number | undefined {
  switch (key) {
    case 'ArrowRight':
    case 'ArrowUp':
      return level + 1
    case 'ArrowLeft':
    case 'ArrowDown':
      return level - 1
    case 'PageUp':
      return Math.ceil(level * 1.5)
    case 'PageDown':
      return Math.floor(level / 1.5)
    case 'Home':
      return 1
    case 'End':
      return finest
    default:
      return undefined
  }
}
