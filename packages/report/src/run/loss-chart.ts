/** Both training losses, each on its own scale, with the validation points. */
import type { Summary } from '@cuts/runtime'
import * as Plot from '@observablehq/plot'
import { html, type Markup } from '../drawing/markup.ts'
import { decimals, duration, plural } from '../words/quantities.ts'
import { renderChart } from './chart.ts'
import { type LossPoint, pooled, smoothed } from './loss-series.ts'

const maxPoints = 300

/** Returns nothing if the run did not train. */
export function renderTraining({ train }: Summary): Markup | undefined {
  if (train === undefined || train.steps === 0) return undefined
  const of = (kind: 'reconstruction' | 'contrastive', index: 0 | 1): Markup =>
    renderLoss(kind, {
      training: pooled(
        train.loss.map(pair => pair[index]),
        maxPoints,
      ),
      validation: train.validation.map(point => ({ step: point.step, loss: point[kind] })),
    })
  return html`
<section id="training" aria-labelledby="training-title">
  <h2 id="training-title">Training</h2>
  <p>${plural(train.steps, 'step')} in ${duration(train.seconds)}. Thin line: training loss; thick line: its moving mean; dots:
  loss at fixed validation anchors.</p>
  <div class="charts">${of('reconstruction', 0)}${of('contrastive', 1)}</div>
</section>`
}

interface Curves {
  readonly training: readonly LossPoint[]
  readonly validation: readonly LossPoint[]
}

function renderLoss(kind: 'reconstruction' | 'contrastive', { training, validation }: Curves): Markup {
  const title = kind === 'reconstruction' ? 'Reconstruction loss' : 'Contrastive loss'
  if (training.length === 0)
    return html`<figure class="chart"><figcaption><b>${title}</b>: no values.</figcaption></figure>`
  const mean = smoothed(training, Math.max(1, Math.round(training.length / 40)))
  const points = validation.filter(({ loss }) => Number.isFinite(loss))
  const first = mean[0]!
  const last = mean.at(-1)!
  const scale = lossScale([...training, ...points])
  const svg = renderChart({
    description: `${title} by training step: ${decimals(first.loss, 4)} at step ${Math.round(first.step)}, ${decimals(last.loss, 4)} at step ${Math.round(last.step)}`,
    width: 540,
    height: 250,
    marginLeft: 54,
    marginRight: 12,
    marginTop: 10,
    marginBottom: 38,
    style: { fontSize: '11.5px' },
    x: { label: 'Step', labelAnchor: 'center', labelArrow: 'none', ticks: 6, tickSize: 4, nice: true, zero: true },
    y: { label: null, tickSize: 0, ...scale },
    marks: [
      Plot.gridY({ ticks: scale.ticks, stroke: 'var(--rule)', strokeOpacity: 1 }),
      Plot.line(training, { x: 'step', y: 'loss', stroke: 'var(--accent)', strokeOpacity: 0.35, strokeWidth: 1 }),
      Plot.line(mean, { x: 'step', y: 'loss', stroke: 'var(--accent)', strokeWidth: 2 }),
      Plot.dot(points, { x: 'step', y: 'loss', r: 3.2, fill: 'var(--second)', stroke: 'var(--page)', strokeWidth: 1 }),
    ],
  })
  return html`<figure class="chart"><figcaption><b>${title}</b></figcaption>${svg}</figure>`
}

/** A logarithmic axis if a high start would flatten the rest of the curve, with grid and ticks at 1, 2, 5. */
function lossScale(points: readonly LossPoint[]): {
  type: 'log' | 'linear'
  ticks: number[] | number
  tickFormat?: string
} {
  const losses = points.map(({ loss }) => loss).sort((a, b) => a - b)
  const [least, middle, most] = [losses[0]!, losses[Math.floor(losses.length / 2)]!, losses.at(-1)!]
  if (least <= 0 || most <= 5 * middle) return { type: 'linear', ticks: 5 }
  const decades = Array.from(
    { length: 2 + Math.ceil(Math.log10(most / least)) },
    (_, i) => Math.floor(Math.log10(least)) + i,
  )
  const ticks = decades.flatMap(decade => [1, 2, 5].map(digit => digit * 10 ** decade))
  return { type: 'log', ticks: ticks.filter(tick => tick >= least && tick <= most), tickFormat: '~g' }
}
