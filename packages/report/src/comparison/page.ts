/** A comparison as one page that opens offline, with the table and all figures. */
import { columns, type ScoreName, scoreNames, type TableRow } from '@cuts/compare'
import { html, type Markup, trusted } from '../drawing/markup.ts'
import { isOurs } from './figure-rows.ts'
import { fontFamily, ink, type Svg } from './svg.ts'

export interface Figure {
  readonly title: string
  readonly caption: string
  readonly svg: Svg
}

/** Returns HTML without external references. `note` explains how the figures were computed. */
export function comparisonPage(
  title: string,
  note: string,
  rows: readonly TableRow[],
  figures: readonly Figure[],
): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${trusted(styles)}</style>
</head>
<body>
<h1>${title}</h1>
<p>${note} Best mean of every column in bold. Research software, not a medical device.</p>
<div class="wide">${scoreTable(rows)}</div>
${lines(figures.map(renderFigure))}
</body>
</html>
`.markup
}

function renderFigure({ title, caption, svg }: Figure): Markup {
  return html`<section>
<h2>${title}</h2>
<figure>${trusted(svg.text)}<figcaption>${caption}</figcaption></figure>
</section>`
}

function scoreTable(rows: readonly TableRow[]): Markup {
  const heads = scoreNames.map(
    name => html`<th>${columns[name].title} ${columns[name].best === 'high' ? '↑' : '↓'}</th>`,
  )
  const best = new Map(scoreNames.map(name => [name, bestMean(rows, name)]))
  return html`<table><thead><tr><th>Method</th><th>n</th>${heads}<th>s/image</th></tr></thead><tbody>
${lines(rows.map(row => renderRow(row, best)))}
</tbody></table>`
}

function renderRow(
  { row, title, n, scores, secondsPerImage, reason }: TableRow,
  best: ReadonlyMap<ScoreName, number | undefined>,
): Markup {
  const head = html`<th scope="row"${isOurs(row) ? html` class="ours"` : undefined}>${title}</th>`
  if (scores === undefined)
    return html`<tr>${head}<td colspan="${scoreNames.length + 2}" class="reason">${reason ?? ''}</td></tr>`
  const cells = scoreNames.map(name => {
    const { digits } = columns[name]
    const { mean, sem } = scores[name]
    const text = html`${mean.toFixed(digits)} <small>± ${sem.toFixed(digits)}</small>`
    return html`<td>${mean === best.get(name) ? html`<b>${text}</b>` : text}</td>`
  })
  return html`<tr>${head}<td>${n}</td>${cells}<td>${(secondsPerImage ?? 0).toFixed(2)}</td></tr>`
}

function lines(parts: readonly Markup[]): Markup {
  return trusted(parts.map(({ markup }) => markup).join('\n'))
}

function bestMean(rows: readonly TableRow[], name: ScoreName): number | undefined {
  const means = rows.flatMap(({ scores }) => scores?.[name].mean ?? [])
  if (means.length === 0) return undefined
  return columns[name].best === 'high' ? Math.max(...means) : Math.min(...means)
}

const styles = `
body { margin: 0 auto; padding: 2.5rem clamp(1rem, 4vw, 3rem); max-width: 84rem; color: ${ink.text}; background: #ffffff; font: 15px/1.5 ${fontFamily}; font-variant-numeric: tabular-nums; }
h1 { font-size: 1.8rem; margin: 0 0 .6rem; }
h2 { font-size: 1.15rem; margin: 2.4rem 0 .6rem; }
p { max-width: 56rem; }
figure, .wide { margin: 0; overflow-x: auto; }
figcaption { max-width: 56rem; margin-top: .4rem; color: ${ink.soft}; font-size: .85rem; }
table { border-collapse: collapse; font-size: .85rem; }
th, td { padding: .3rem .7rem; text-align: right; white-space: nowrap; border-bottom: 1px solid ${ink.rule}; }
th:first-child { text-align: left; font-weight: 400; }
thead th, thead th:first-child { font-weight: 600; border-bottom: 1px solid ${ink.text}; }
th.ours { color: ${ink.ours}; font-weight: 600; }
td.reason { text-align: left; color: ${ink.soft}; white-space: normal; }
small { color: ${ink.soft}; }
`
