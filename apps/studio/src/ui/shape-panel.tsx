/** The shape of the label in use: larger, smaller, smoother, whole. */
import { shapings } from '../engine/index.ts'
import type { App } from '../state/app.ts'
import { words } from './words/index.ts'

export function ShapePanel({ app }: { readonly app: App }) {
  const { shapeRadius } = app.studio.settings
  const t = words.value.shaping
  return (
    <details class="panel shape">
      <summary>{t.title}</summary>
      <label class="reach">
        <span>{t.radius}</span>
        <input
          type="number"
          min="0.5"
          max="100"
          step="0.5"
          value={shapeRadius.value}
          onChange={event => {
            const { valueAsNumber } = event.currentTarget
            if (valueAsNumber > 0 && valueAsNumber <= 100) shapeRadius.value = valueAsNumber
          }}
        />
        <span>px</span>
      </label>
      <div class="buttons">
        {shapings.map(how => (
          <button
            type="button"
            class="small"
            key={how}
            onClick={() => app.here(place => ({ do: 'shape', place, how, radius: shapeRadius.value }))}
          >
            {t.how[how]}
          </button>
        ))}
      </div>
    </details>
  )
}
