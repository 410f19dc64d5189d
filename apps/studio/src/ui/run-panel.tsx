/** A run in progress: how far it is, when it will be done, its losses, and how to stop it. */
import type { App } from '../state/app.ts'
import { number, words } from './words/index.ts'

export function RunPanel({ app }: { readonly app: App }) {
  const progress = app.training.progress.value
  if (progress === undefined) return null
  const { phase, share, etaSeconds, losses } = progress
  const t = words.value
  return (
    <section class="panel run-panel" aria-labelledby="run-title">
      <h2 id="run-title">{t.runPhase[phase]}</h2>
      <progress aria-label={t.progress} max={1} value={share} />
      <p class="hint">
        {[
          share === undefined ? undefined : `${number(100 * share)} %`,
          etaSeconds === undefined || phase === 'stopping' ? undefined : t.left(inWords(etaSeconds)),
        ]
          .filter(part => part !== undefined)
          .join(' · ')}
      </p>
      {losses.length > 1 && <Losses losses={losses} />}
      <div class="buttons">
        <button type="button" class="small" disabled={phase === 'stopping'} onClick={app.training.cancel}>
          {t.stopRun}
        </button>
      </div>
    </section>
  )
}

const [width, height] = [240, 72]

/** Both losses, each on a scale of its own from 0 to its largest value. */
function Losses({ losses }: { readonly losses: readonly (readonly [number, number])[] }) {
  const t = words.value
  const last = losses.at(-1)!
  const line = (which: 0 | 1): string => {
    const values = losses.map(pair => pair[which])
    const most = Math.max(...values, 1e-12)
    const step = Math.max(1, Math.ceil(values.length / width))
    return values
      .flatMap((value, at) => {
        if (at % step !== 0 && at !== values.length - 1) return []
        return [`${((at * width) / (values.length - 1)).toFixed(1)},${(height - (value / most) * height).toFixed(1)}`]
      })
      .join(' ')
  }
  const said = `${t.loss.reconstruction} ${number(last[0], 3)}, ${t.loss.contrastive} ${number(last[1], 3)}`
  return (
    <figure class="losses">
      <svg viewBox={`0 -2 ${width} ${height + 4}`} role="img" aria-label={said}>
        <polyline class="reconstruction" points={line(0)} />
        <polyline class="contrastive" points={line(1)} />
      </svg>
      <figcaption>
        <span class="reconstruction">
          {t.loss.reconstruction} {number(last[0], 3)}
        </span>
        <span class="contrastive">
          {t.loss.contrastive} {number(last[1], 3)}
        </span>
      </figcaption>
    </figure>
  )
}

function inWords(seconds: number): string {
  const t = words.value
  return seconds < 90 ? t.seconds(number(Math.max(1, seconds))) : t.minutes(number(seconds / 60))
}
