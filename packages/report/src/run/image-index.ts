/** The list of images: links to each card and, with masks, a way to find good and bad results. */
import type { ImageSummary, Summary } from '@cuts/runtime'
import { type MetricRowName, metricRowNames } from '@cuts/runtime/results'
import { html, type Markup } from '../drawing/markup.ts'
import { decimals, duration } from '../words/quantities.ts'
import { rowWords } from '../words/row-words.ts'

/** Returns nothing for fewer than three images. */
export function renderImageIndex({ images }: Summary): Markup | undefined {
  if (images.length < 3) return undefined
  const rows = metricRowNames.filter(row => images.some(image => image.metrics?.[row] !== undefined))
  return html`
<div class="index">
  <p class="controls" hidden><label>Show images whose name holds <input type="search" id="filter" autocomplete="off"></label>
  <output id="filter-count"></output></p>
  <div class="scroll tall" tabindex="0" role="region" aria-label="List of images">
  <table class="sortable">
    <caption>${rows.length === 0 ? 'All images' : 'Dice of every image'}</caption>
    <thead><tr><th scope="col">Image</th>${rows.map(
      row => html`<th scope="col" class="dice" title="${rowWords[row].meaning}">${rowWords[row].name}</th>`,
    )}<th scope="col">Size</th><th scope="col">Time</th></tr></thead>
    <tbody>${images.map((image, position) => renderRow(image, position, rows))}</tbody>
  </table>
  </div>
</div>`
}

/** Columns are sorted by `data-value`. */
function renderRow(image: ImageSummary, position: number, rows: readonly MetricRowName[]): Markup {
  const { id, metrics, width, height, seconds } = image
  return html`<tr data-name="${id.toLowerCase()}" data-card="image-${position}">
      <th scope="row"><a href="#image-${position}"><bdi>${id}</bdi></a></th>
      ${rows.map(row => diceCell(metrics?.[row]?.dice, row))}
      <td data-value="${width * height}">${width} × ${height}</td>
      <td data-value="${seconds.total}">${duration(seconds.total)}</td></tr>`
}

function diceCell(dice: number | undefined, row: MetricRowName): Markup {
  if (dice === undefined || !Number.isFinite(dice)) return html`<td class="dice" data-value="-1">–</td>`
  const percent = Math.round(100 * Math.min(1, Math.max(0, dice)))
  const tone = rowWords[row].isOracle ? 'bar oracle' : 'bar'
  return html`<td class="dice" data-value="${dice}">
        <span class="${tone}" style="--share: ${percent}%">${decimals(dice, 3)}</span></td>`
}
