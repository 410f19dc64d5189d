/** Volumes scored as a whole: the means over them, and every one of them. */
import { type Metric, metricTable, type VolumeMetricName, volumeMetricNames } from '@cuts/core/metrics'
import type { Summary } from '@cuts/runtime'
import { type VolumeRowName, volumeRowNames } from '@cuts/runtime/results'
import { html, type Markup } from '../drawing/markup.ts'
import { decimals, plural } from '../words/quantities.ts'
import { rowWords } from '../words/row-words.ts'
import { renderEmptyTruths } from './empty-truths.ts'
import { rowName } from './metrics-table.ts'

/** Returns nothing if no volume was scored. */
export function renderVolumeMetrics(summary: Summary): Markup | undefined {
  const { volumeMetrics: means = {}, volumes = [] } = summary
  const rows = volumeRowNames.filter(row => means[row] !== undefined)
  const scored = volumes.filter(({ metrics }) => metrics !== undefined)
  if (rows.length === 0) return undefined
  const unit = rows.flatMap(row => means[row]?.distanceUnit ?? [])[0]
  return html`
<section id="volume-accuracy" aria-labelledby="volume-accuracy-title">
  <h2 id="volume-accuracy-title">Agreement of volumes with the given masks</h2>
  <p>Every volume is scored as one object in three dimensions: one region, and one granularity, for all of its slices.
  Rows marked <span class="tag">oracle</span> choose with the true mask: they say what the regions can reach, not what a run
  without labels finds.</p>
  <div class="scroll" tabindex="0" role="region" aria-label="Table of mean metrics of volumes">
  <table class="headline">
    <caption>Mean ± standard error over ${plural(means[rows[0]!]?.volumes ?? 0, 'volume')} with a mask. ↑ higher is better, ↓
    lower is better.</caption>
    <thead><tr><th scope="col">Segmentation</th>${volumeMetricNames.map(name => heading(name, unit))}</tr></thead>
    <tbody>${rows.map(
      row => html`<tr>
      <th scope="row">${rowName(row)}</th>${volumeMetricNames.map(name => {
        const spread = means[row]?.[name]
        const { digits } = metricTable[name]
        return spread === undefined
          ? html`<td>–</td>`
          : html`<td>${decimals(spread.mean, digits)}<span class="sem"> ± ${decimals(spread.sem, digits)}</span></td>`
      })}</tr>`,
    )}</tbody>
  </table>
  </div>
  <dl class="notes">${rows.map(row => html`<dt>${rowName(row)}</dt><dd>${meaning(row)}</dd>`)}</dl>
  <div class="scroll" tabindex="0" role="region" aria-label="Dice of every volume">
  <table>
    <caption>Dice of every volume</caption>
    <thead><tr><th scope="col">Volume</th>${rows.map(
      row => html`<th scope="col" title="${meaning(row)}">${rowWords[row].short}</th>`,
    )}</tr></thead>
    <tbody>${scored.map(
      ({ id, metrics }) => html`<tr>
      <th scope="row"><bdi>${id}</bdi></th>${rows.map(
        row => html`<td>${decimals(metrics?.[row]?.dice ?? Number.NaN, metricTable.dice.digits)}</td>`,
      )}</tr>`,
    )}</tbody>
  </table>
  </div>
  ${renderEmptyTruths(summary)}
</section>`
}

/** A click in a volume walks up the tree, not from level to level. */
function meaning(row: VolumeRowName): string {
  return row === 'click'
    ? 'The best region that holds the voxel in the middle of the true mask: the result of a user who clicks once and sets the slider well.'
    : rowWords[row].meaning
}

function heading(name: VolumeMetricName, length: string | undefined): Markup {
  const { title, unit, better }: Metric = metricTable[name]
  const [arrow, reading] = better === 'high' ? ['↑', 'higher'] : ['↓', 'lower']
  return html`<th scope="col">${title}${unit === undefined || length === undefined ? undefined : html` <span class="unit">${length}</span>`}
    <span class="arrow"><span aria-hidden="true">${arrow}</span><span class="hidden">(${reading} is better)</span></span></th>`
}
