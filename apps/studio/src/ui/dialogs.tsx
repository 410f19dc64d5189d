/** Keys, what this is, export, and the question before everything is closed. */
import { version } from '@cuts/runtime'
import { useSignal } from '@preact/signals'
import type { App } from '../state/app.ts'
import { exporting, hasLabels, hasRun, isOffered, offered } from '../state/exporting.ts'
import { Dialog } from './dialog.tsx'
import { RunDialog } from './run-form.tsx'
import { words } from './words/index.ts'

export function Dialogs({ app }: { readonly app: App }) {
  const { panel } = app.studio.settings
  const close = (): void => {
    panel.value = 'none'
  }
  switch (panel.value) {
    case 'help':
      return <Help app={app} onClose={close} />
    case 'about':
      return <About onClose={close} />
    case 'export':
      return <Export app={app} onClose={close} />
    case 'run':
      return <RunDialog app={app} onClose={close} />
    case 'reset':
      return <Reset app={app} onClose={close} />
    default:
      return null
  }
}

function About({ onClose }: Pick<AppDialogProps, 'onClose'>) {
  const t = words.value
  return (
    <Dialog title={t.about.title} onClose={onClose}>
      <p>{t.about.what(version)}</p>
      <p>
        {t.private} {t.research}
      </p>
      <p>
        <a href="licences.txt" target="_blank" rel="noreferrer">
          {t.about.licences}
        </a>
      </p>
    </Dialog>
  )
}

function Help({ app, onClose }: AppDialogProps) {
  const { singleKeys } = app.studio.settings
  return (
    <Dialog title={words.value.help} onClose={onClose}>
      <label class="check">
        <input
          type="checkbox"
          checked={singleKeys.value}
          onChange={event => {
            singleKeys.value = event.currentTarget.checked
          }}
        />
        <span>{words.value.singleKeys}</span>
      </label>
      <dl class="keys">
        {words.value.keys.map(([key, meaning]) => (
          <div key={key}>
            <dt>{key}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}

interface AppDialogProps {
  readonly app: App
  readonly onClose: () => void
}

function Export({ app, onClose }: AppDialogProps) {
  const t = words.value
  const chosen = useSignal<ReadonlySet<string>>(new Set(['png', 'nifti']))
  const isBusy = useSignal(false)
  const isPossible = hasLabels(app)
  const choices: readonly { readonly id: string; readonly name: string }[] = [
    ...offered.filter(({ id }) => isOffered(app, id)),
    ...(hasRun(app) ? [{ id: 'run', name: t.exportRun }] : []),
  ]
  return (
    <Dialog title={t.export} onClose={onClose}>
      <p>{isPossible ? t.exportWhat : t.exportNothing}</p>
      <fieldset class="checks">
        <legend>{t.formats}</legend>
        {choices.map(({ id, name }) => (
          <label key={id}>
            <input
              type="checkbox"
              checked={chosen.value.has(id)}
              onChange={() => {
                const next = new Set(chosen.value)
                if (!next.delete(id)) next.add(id)
                chosen.value = next
              }}
            />
            <span>{name}</span>
          </label>
        ))}
      </fieldset>
      <div class="buttons">
        <button
          type="button"
          class="primary"
          disabled={!isPossible || isBusy.value}
          onClick={async () => {
            isBusy.value = true
            await exporting(app, chosen.value)
            isBusy.value = false
            onClose()
          }}
        >
          {t.download}
        </button>
      </div>
    </Dialog>
  )
}

function Reset({ app, onClose }: AppDialogProps) {
  const t = words.value
  return (
    <Dialog title={t.newSession} onClose={onClose}>
      <p>{t.reallyNew}</p>
      <div class="buttons">
        <button type="button" onClick={onClose}>
          {t.cancel}
        </button>
        <button
          type="button"
          class="primary"
          onClick={() => {
            void app.reset()
            onClose()
          }}
        >
          {t.newSession}
        </button>
      </div>
    </Dialog>
  )
}
