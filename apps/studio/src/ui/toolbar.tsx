/** The tools, and what the one in hand can be set to. */
import type { App } from '../state/app.ts'
import { tools } from '../state/settings.ts'
import { IconButton } from './button.tsx'
import { words } from './words/index.ts'

export function Toolbar({ app }: { readonly app: App }) {
  const { settings } = app.studio
  const t = words.value
  return (
    <div class="toolbar" role="toolbar" aria-label={t.tools} aria-orientation="vertical">
      {tools.map((tool, index) => (
        <IconButton
          key={tool}
          icon={tool}
          name={t.tool[tool]}
          shortcut={String(index + 1)}
          pressed={settings.tool.value === tool}
          onClick={() => {
            settings.tool.value = tool
          }}
        />
      ))}
    </div>
  )
}

/** Size, opacity, style of regions, and a hint for the tool. */
export function ToolOptions({ app }: { readonly app: App }) {
  const { settings } = app.studio
  const t = words.value
  const tool = settings.tool.value
  return (
    <section class="panel options" aria-label={t.tool[tool]}>
      <h2>{t.tool[tool]}</h2>
      <p class="hint">{t.hint[tool]}</p>
      {(tool === 'brush' || tool === 'eraser' || tool === 'threshold') && (
        <label>
          <span>{t.size}</span>
          <input
            type="range"
            min="0"
            max="1"
            step="any"
            value={Math.log(settings.radius.value * 2) / Math.log(500)}
            aria-valuetext={`${Math.round(2 * settings.radius.value)} px`}
            onInput={event => {
              settings.radius.value = 500 ** Number(event.currentTarget.value) / 2
            }}
          />
          <span class="value" aria-hidden="true">
            {Math.round(2 * settings.radius.value)} px
          </span>
        </label>
      )}
      {tool === 'threshold' && <ThresholdOptions app={app} />}
      {(tool === 'brush' || tool === 'lasso') && <SnapChoice app={app} />}
      <label>
        <span>{t.opacity}</span>
        <input
          type="range"
          min="0"
          max="1"
          step="0.05"
          value={settings.opacity.value}
          onInput={event => {
            settings.opacity.value = Number(event.currentTarget.value)
          }}
        />
        <span class="value" aria-hidden="true">
          {Math.round(100 * settings.opacity.value)} %
        </span>
      </label>
      <fieldset class="segments">
        <legend>{t.regionStyle}</legend>
        {(['outline', 'fill', 'none'] as const).map(style => (
          <label key={style}>
            <input
              type="radio"
              name="region-style"
              checked={settings.regionStyle.value === style}
              onChange={() => {
                settings.regionStyle.value = style
              }}
            />
            <span>{t.style[style]}</span>
          </label>
        ))}
      </fieldset>
    </section>
  )
}

function ThresholdOptions({ app }: { readonly app: App }) {
  const { tolerance, connected } = app.studio.settings
  const t = words.value.shaping
  return (
    <>
      <label>
        <span>{t.tolerance}</span>
        <input
          type="range"
          min="0"
          max="0.5"
          step="0.01"
          value={tolerance.value}
          onInput={event => {
            tolerance.value = Number(event.currentTarget.value)
          }}
        />
        <span class="value" aria-hidden="true">
          {Math.round(100 * tolerance.value)} %
        </span>
      </label>
      <label class="check">
        <input
          type="checkbox"
          checked={connected.value}
          onChange={event => {
            connected.value = event.currentTarget.checked
          }}
        />
        <span>{t.connected}</span>
      </label>
    </>
  )
}

/** Whether brush and lasso follow boundaries, and whose. */
function SnapChoice({ app }: { readonly app: App }) {
  const { snap } = app.studio.settings
  const t = words.value.shaping
  return (
    <fieldset class="segments">
      <legend>{t.snap}</legend>
      {(['none', 'finest', 'shown'] as const).map(way => (
        <label key={way}>
          <input
            type="radio"
            name="snap"
            checked={snap.value === way}
            onChange={() => {
              snap.value = way
            }}
          />
          <span>{t.snapTo[way]}</span>
        </label>
      ))}
    </fieldset>
  )
}
