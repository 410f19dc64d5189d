/** Dice of every image as a dot, one line per segmentation, with mean and standard error. */
import type { Summary } from '@cuts/runtime'
import type { MetricRowName } from '@cuts/runtime/results'
import * as Plot from '@observablehq/plot'
import { html, type Markup } from '../drawing/markup.ts'
import { decimals } from '../words/quantities.ts'
import { rowWords } from '../words/row-words.ts'
import { renderChart } from './chart.ts'

/** Returns nothing for a single image, because there is no spread to show. */
export function renderDiceChart(summary: Summary, rows: readonly MetricRowName[]): Markup | undefined {
  const dots = summary.images.flatMap(image =>
    rows.flatMap(row => {
      const dice = image.metrics?.[row]?.dice
      return dice === undefined || !Number.isFinite(dice) ? [] : [{ row: rowWords[row].name, dice }]
    }),
  )
  if (dots.length <= rows.length) return undefined
  const means = rows.flatMap(row => {
    const spread = summary.metrics?.[row]?.dice
    return spread === undefined ? [] : [{ row: rowWords[row].name, ...spread }]
  })
  const height = 28
  const svg = renderChart({
    description: `Dice of every image: ${means.map(({ row, mean }) => `${row} mean ${decimals(mean, 3)}`).join('; ')}`,
    width: 560,
    height: 44 + height * rows.length,
    marginLeft: 138,
    marginRight: 12,
    marginTop: 4,
    marginBottom: 38,
    style: { fontSize: '11.5px' },
    x: { domain: [0, 1], label: 'Dice', labelAnchor: 'center', labelArrow: 'none', ticks: 6 },
    y: { domain: rows.map(row => rowWords[row].name), label: null, tickSize: 0 },
    marks: [
      Plot.gridX({ ticks: 6, stroke: 'var(--rule)', strokeOpacity: 1 }),
      Plot.dot(dots, { x: 'dice', y: 'row', r: 3.2, fill: 'var(--accent)', fillOpacity: 0.28, stroke: 'none' }),
      Plot.ruleY(means, {
        x1: (d: { mean: number; sem: number }) => d.mean - d.sem,
        x2: (d: { mean: number; sem: number }) => d.mean + d.sem,
        y: 'row',
        stroke: 'var(--ink)',
        strokeWidth: 1.5,
      }),
      Plot.tickX(means, { x: 'mean', y: 'row', stroke: 'var(--ink)', strokeWidth: 2, inset: 6 }),
    ],
  })
  return html`<figure class="chart">${svg}<figcaption>Dice of every image; bar: mean ± standard error.</figcaption></figure>`
}
