/** All steps, done and undone; a click goes to one. */
import type { App } from '../state/app.ts'
import { words } from './words/index.ts'

/** Steps that are listed around the last one in effect: a long list would take longer than a step. */
const shownBefore = 60
const shownAfter = 40

export function History({ app }: { readonly app: App }) {
  const { entries, position } = app.studio.log.value
  const t = words.value
  const first = Math.max(0, position - shownBefore)
  const listed = entries.slice(first, position + shownAfter)
  return (
    <details class="panel history">
      <summary>
        {t.history.title} <span class="count-of">{t.history.steps(position, entries.length)}</span>
      </summary>
      <ol start={first}>
        <Step
          app={app}
          to={first}
          name={first === 0 ? t.history.start : t.history.earlier(first)}
          position={position}
        />
        {listed.map((entry, index) => (
          <Step key={first + index} app={app} to={first + index + 1} name={t.step[entry.title]} position={position} />
        ))}
      </ol>
    </details>
  )
}

interface StepProps {
  readonly app: App
  /** Steps in effect after it. */
  readonly to: number
  readonly name: string
  readonly position: number
}

function Step({ app, to, name, position }: StepProps) {
  return (
    <li class={to > position ? 'undone' : ''}>
      <button type="button" aria-current={to === position ? 'step' : undefined} onClick={() => app.editing.goTo(to)}>
        {name}
      </button>
    </li>
  )
}
