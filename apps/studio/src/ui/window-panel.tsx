/** Brightness and contrast by numbers and presets; dragging with the right button does the same. */
import { displayWindow } from '@cuts/runtime/pictures'
import type { App } from '../state/app.ts'
import { tomography } from '../view/hounsfield.ts'
import { words } from './words/index.ts'

export function WindowPanel({ app }: { readonly app: App }) {
  const { studio } = app
  const [at, window] = [studio.shown.value, studio.shownWindow.value]
  if (at === undefined || window === undefined) return null
  const t = words.value
  const set = (low: number, high: number): void => {
    if (Number.isFinite(low) && Number.isFinite(high)) studio.setWindow({ low, high })
  }
  const shown = (value: number): string => String(Number(value.toPrecision(5)))
  const full = (): void => {
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
    for (const value of at.image.pixels) {
      if (value < low) low = value
      if (value > high) high = value
    }
    set(low, high)
  }
  return (
    <details class="panel window-panel">
      <summary>{t.window}</summary>
      <div class="pair">
        <label>
          <span>{t.low}</span>
          <input
            type="number"
            step="any"
            value={shown(window.low)}
            onChange={event => set(event.currentTarget.valueAsNumber, window.high)}
          />
        </label>
        <label>
          <span>{t.high}</span>
          <input
            type="number"
            step="any"
            value={shown(window.high)}
            onChange={event => set(window.low, event.currentTarget.valueAsNumber)}
          />
        </label>
      </div>
      <div class="buttons">
        <button
          type="button"
          class="small"
          onClick={() => {
            const { low, high } = displayWindow(at.image)
            set(low, high)
          }}
        >
          {t.preset.automatic}
        </button>
        <button type="button" class="small" onClick={full}>
          {t.preset.full}
        </button>
        <button type="button" class="small" onClick={studio.invertWindow}>
          {t.preset.invert}
        </button>
        {studio.facts.value.get(at.place.image)?.isTomography === true &&
          tomography.map(([name, low, high]) => (
            <button type="button" class="small" key={name} onClick={() => set(low, high)}>
              {t.preset[name]}
            </button>
          ))}
      </div>
    </details>
  )
}
