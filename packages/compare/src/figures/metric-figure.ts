/** All scores of all rows at a glance: box plots over images, or bars of means with their standard errors. */
import { meanAndSem } from '@cuts/core'
import * as Plot from '@observablehq/plot'
import { type ScoreName, scoreNames } from '../comparison.ts'
import { columns } from '../table/columns.ts'
import type { FigureRow } from './figure-rows.ts'
import { composeSvg, drawPlot, ink, type Svg } from './svg.ts'

const panelWidth = 190
const labelWidth = 230
const rowHeight = 19

/** One panel a score, one box a row: median, quartiles, whiskers to 1.5 times their distance, and the images beyond. */
export function boxFigure(rows: readonly FigureRow[]): Svg {
  return panels('Box plots of all scores', rows, name => {
    const values = rows.flatMap(({ title, isOurs, scores }) =>
      scores[name].map(value => ({ title, value, fill: isOurs ? ink.ours : ink.peer })),
    )
    return [Plot.boxX(values, { x: 'value', y: 'title', fill: 'fill', fillOpacity: 0.55, stroke: ink.text, r: 1.6 })]
  })
}

/** One panel a score, one bar a row: the mean over images, and a line of one standard error to both sides. */
export function barFigure(rows: readonly FigureRow[]): Svg {
  return panels('Means of all scores', rows, name => {
    const means = rows.map(({ title, isOurs, scores }) => {
      const { mean, sem } = meanAndSem(scores[name])
      return { title, mean, low: mean - sem, high: mean + sem, fill: isOurs ? ink.ours : ink.peer }
    })
    return [
      Plot.barX(means, { x: 'mean', y: 'title', fill: 'fill', fillOpacity: 0.75, insetTop: 2, insetBottom: 2 }),
      Plot.ruleY(means, { x1: 'low', x2: 'high', y: 'title', stroke: ink.text, strokeWidth: 1.4 }),
    ]
  })
}

function panels(title: string, rows: readonly FigureRow[], marks: (name: ScoreName) => readonly Plot.Markish[]): Svg {
  const titles = rows.map(row => row.title)
  let x = 0
  const parts = scoreNames.map((name, index) => {
    const marginLeft = index === 0 ? labelWidth : 10
    const svg = drawPlot({
      width: panelWidth + marginLeft,
      height: 54 + rowHeight * rows.length,
      marginLeft,
      marginRight: 12,
      marginTop: 44,
      marginBottom: 10,
      x: {
        label: `${columns[name].title} ${columns[name].best === 'high' ? '↑' : '↓'}`,
        labelAnchor: 'center',
        labelArrow: 'none',
        labelOffset: 40,
        axis: 'top',
        ticks: 4,
        tickFormat: '~s',
        tickSize: 0,
        nice: true,
      },
      y: { domain: titles, label: null, tickSize: 0, axis: index === 0 ? 'left' : null, padding: 0.28 },
      marks: [Plot.gridX({ ticks: 4, stroke: ink.rule, strokeOpacity: 1 }), ...marks(name)],
    })
    const part = { svg, x, y: 0 }
    x += svg.width
    return part
  })
  return composeSvg(title, parts)
}
