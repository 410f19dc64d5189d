/** The line above the image: what is open, undo and redo, export, help and the language. */
import { useRef } from 'preact/hooks'
import { pickedFiles } from '../files/sources.ts'
import type { App } from '../state/app.ts'
import { saveSession } from '../state/exporting.ts'
import { IconButton } from './button.tsx'
import { Icon } from './icons.tsx'
import { type Language, language, languages, speak, words } from './words/index.ts'

export function TopBar({ app }: { readonly app: App }) {
  const { studio, editing } = app
  const { entries, position } = studio.log.value
  const t = words.value
  const isOpen = studio.images.value.length > 0
  return (
    <header class="top-bar">
      <h1>
        <span class="mark" aria-hidden="true" /> {t.title}
      </h1>
      <span class="file">{studio.shownImage.value?.name}</span>
      <div class="group">
        <IconButton icon="undo" name={t.undo} shortcut="Ctrl+Z" disabled={position === 0} onClick={editing.undo} />
        <IconButton
          icon="redo"
          name={t.redo}
          shortcut="Ctrl+Shift+Z"
          disabled={position === entries.length}
          onClick={editing.redo}
        />
      </div>
      <div class="group">
        <OpenButton app={app} />
        <IconButton
          icon="train"
          name={t.train}
          disabled={!isOpen || app.training.progress.value !== undefined}
          onClick={() => {
            studio.settings.panel.value = 'run'
          }}
        />
        <IconButton
          icon="export"
          name={t.export}
          disabled={!isOpen}
          onClick={() => {
            studio.settings.panel.value = 'export'
          }}
        />
        {isOpen && <SessionMenu app={app} />}
        <IconButton
          icon="help"
          name={t.help}
          shortcut="?"
          onClick={() => {
            studio.settings.panel.value = 'help'
          }}
        />
        <select
          class="language"
          aria-label={t.languageChoice}
          value={language.value}
          onChange={event => speak(event.currentTarget.value as Language)}
        >
          {Object.entries(languages).map(([code, { language: name }]) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </select>
      </div>
    </header>
  )
}

/** A button in front of the browser's own picker. */
function OpenButton({ app }: { readonly app: App }) {
  const input = useRef<HTMLInputElement>(null)
  const t = words.value
  return (
    <>
      <IconButton icon="open" name={t.open} onClick={() => input.current?.click()} />
      <input
        ref={input}
        id="picker"
        type="file"
        multiple
        hidden
        onChange={event => {
          void app.opening.open(pickedFiles(event.currentTarget.files ?? []))
          event.currentTarget.value = ''
        }}
      />
    </>
  )
}

function SessionMenu({ app }: { readonly app: App }) {
  const menu = useRef<HTMLDetailsElement>(null)
  const t = words.value
  const items: readonly (readonly [name: string, act: () => void])[] = [
    [t.saveSession, () => void saveSession(app)],
    [t.clear, () => void app.here(place => ({ do: 'clear', place }))],
    [
      t.newSession,
      () => {
        app.studio.settings.panel.value = 'reset'
      },
    ],
  ]
  return (
    <details class="menu" ref={menu}>
      <summary aria-label={t.session} title={t.session}>
        <Icon name="more" />
      </summary>
      <div>
        {items.map(([name, act]) => (
          <button
            type="button"
            key={name}
            onClick={() => {
              menu.current!.open = false
              act()
            }}
          >
            {name}
          </button>
        ))}
      </div>
    </details>
  )
}
