/** The main table: means of the metrics over the images, the meaning of the rows, and the spread of Dice. */
import { type Metric, metricTable, type PaperMetricName, paperMetricNames } from '@cuts/core/metrics'
import type { Summary } from '@cuts/runtime'
import { metricRowNames } from '@cuts/runtime/results'
import { html, type Markup } from '../drawing/markup.ts'
import { decimals, plural } from '../words/quantities.ts'
import { rowWords } from '../words/row-words.ts'
import { renderDiceChart } from './dice-chart.ts'
import { renderEmptyTruths } from './empty-truths.ts'

/** Returns nothing if the run had no masks. */
export function renderMetrics(summary: Summary): Markup | undefined {
  const means = summary.metrics
  const rows = metricRowNames.filter(row => means?.[row] !== undefined)
  if (means === undefined || rows.length === 0) return undefined
  const images = Math.max(...rows.map(row => means[row]?.images ?? 0))
  return html`
<section id="accuracy" aria-labelledby="accuracy-title">
  <h2 id="accuracy-title">Agreement with the given masks</h2>
  <div class="scroll" tabindex="0" role="region" aria-label="Table of mean metrics">
  <table class="headline">
    <caption>Mean ± standard error over ${plural(images, 'image')} with a mask. ↑ higher is better, ↓ lower is better.</caption>
    <thead><tr><th scope="col">Segmentation</th>${paperMetricNames.map(metric => heading(metric))}</tr></thead>
    <tbody>${rows.map(
      row => html`<tr>
      <th scope="row">${rowName(row)}</th>${paperMetricNames.map(metric => {
        const spread = means[row]?.[metric]
        const { digits } = metricTable[metric]
        return spread === undefined
          ? html`<td>–</td>`
          : html`<td>${decimals(spread.mean, digits)}<span class="sem"> ± ${decimals(spread.sem, digits)}</span></td>`
      })}</tr>`,
    )}</tbody>
  </table>
  </div>
  <div class="reading">
    <div>${renderDiceChart(summary, rows)}</div>
    <dl class="notes">${rows.map(row => html`<dt>${rowName(row)}</dt><dd>${rowWords[row].meaning}</dd>`)}</dl>
  </div>
  <p class="small">${paperMetricNames.map(
    metric => html`<b>${metricTable[metric].title}</b>: ${metricTable[metric].doc}. `,
  )}</p>
  ${summary.volumeMetrics === undefined ? renderEmptyTruths(summary) : undefined}
</section>`
}

/** The metrics of one image: a row for each segmentation, a column for each metric. */
export function renderImageMetrics(metrics: NonNullable<Summary['images'][number]['metrics']>): Markup {
  const rows = metricRowNames.filter(row => metrics[row] !== undefined)
  return html`<table class="of-image">
    <thead><tr><th scope="col"><span class="hidden">Segmentation</span></th>${paperMetricNames.map(
      metric => html`<th scope="col">${metricTable[metric].title}</th>`,
    )}</tr></thead>
    <tbody>${rows.map(
      row =>
        html`<tr><th scope="row" title="${rowWords[row].meaning}">${rowWords[row].short}${rowWords[row].isOracle ? html`<sup title="oracle">o</sup>` : undefined}</th>${paperMetricNames.map(
          metric => html`<td>${decimals(metrics[row]?.[metric] ?? Number.NaN, metricTable[metric].digits)}</td>`,
        )}</tr>`,
    )}</tbody>
  </table>`
}

function heading(metric: PaperMetricName): Markup {
  const { title, unit, better }: Metric = metricTable[metric]
  const [arrow, reading] = better === 'high' ? ['↑', 'higher'] : ['↓', 'lower']
  return html`<th scope="col">${title}${unit === undefined ? undefined : html` <span class="unit">${unit}</span>`}
    <span class="arrow"><span aria-hidden="true">${arrow}</span><span class="hidden">(${reading} is better)</span></span></th>`
}

export function rowName(row: keyof typeof rowWords): Markup {
  const { name, isOracle } = rowWords[row]
  return html`${name}${isOracle ? html` <span class="tag">oracle</span>` : undefined}`
}
