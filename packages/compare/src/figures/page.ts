/** A comparison as one page that opens offline: the table, and all figures. */
import { type ScoreName, scoreNames } from '../comparison.ts'
import type { TableRow } from '../table/aggregate.ts'
import { columns } from '../table/columns.ts'
import { isOurs } from './figure-rows.ts'
import { escapeXml, fontFamily, ink, type Svg } from './svg.ts'

export interface Figure {
  readonly title: string
  readonly caption: string
  readonly svg: Svg
}

/** HTML without any reference to elsewhere; `note` says how the figures came about. */
export function comparisonPage(
  title: string,
  note: string,
  rows: readonly TableRow[],
  figures: readonly Figure[],
): string {
  const shown = figures.map(
    figure => `<section>
<h2>${escapeXml(figure.title)}</h2>
<figure>${figure.svg.text}<figcaption>${escapeXml(figure.caption)}</figcaption></figure>
</section>`,
  )
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeXml(title)}</title>
<style>${styles}</style>
</head>
<body>
<h1>${escapeXml(title)}</h1>
<p>${escapeXml(note)} Best mean of every column in bold. Research software, not a medical device.</p>
<div class="wide">${scoreTable(rows)}</div>
${shown.join('\n')}
</body>
</html>
`
}

function scoreTable(rows: readonly TableRow[]): string {
  const heads = scoreNames.map(name => `<th>${columns[name].title} ${columns[name].best === 'high' ? '↑' : '↓'}</th>`)
  const best = new Map(scoreNames.map(name => [name, bestMean(rows, name)]))
  const lines = rows.map(({ row, title, n, scores, secondsPerImage, reason }) => {
    const head = `<th scope="row"${isOurs(row) ? ' class="ours"' : ''}>${escapeXml(title)}</th>`
    if (scores === undefined)
      return `<tr>${head}<td colspan="${scoreNames.length + 2}" class="reason">${escapeXml(reason ?? '')}</td></tr>`
    const cells = scoreNames.map(name => {
      const { digits } = columns[name]
      const { mean, sem } = scores[name]
      const text = `${mean.toFixed(digits)} <small>± ${sem.toFixed(digits)}</small>`
      return `<td>${mean === best.get(name) ? `<b>${text}</b>` : text}</td>`
    })
    return `<tr>${head}<td>${n}</td>${cells.join('')}<td>${(secondsPerImage ?? 0).toFixed(2)}</td></tr>`
  })
  return `<table><thead><tr><th>Method</th><th>n</th>${heads.join('')}<th>s/image</th></tr></thead><tbody>
${lines.join('\n')}
</tbody></table>`
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
