/** All scores of all rows at a glance: box plots over images, or bars of means with their standard errors. */
import { columns, type ScoreName, scoreNames } from '@cuts/compare'
import { meanAndSem } from '@cuts/core/statistics'
import * as Plot from '@observablehq/plot'
import type { FigureRow } from './figure-rows.ts'
import { rowPanels } from './row-panels.ts'
import { ink, type Svg } from './svg.ts'

/**
 * One panel for each score, one box for each row: median, quartiles, whiskers to 1.5 times their distance, and the
 * images beyond.
 */
export function boxFigure(rows: readonly FigureRow[]): Svg {
  return scorePanels('Box plots of all scores', rows, name => {
    const values = rows.flatMap(({ title, isOurs, scores }) =>
      scores[name].map(value => ({ title, value, fill: isOurs ? ink.ours : ink.peer })),
    )
    return [Plot.boxX(values, { x: 'value', y: 'title', fill: 'fill', fillOpacity: 0.55, stroke: ink.text, r: 1.6 })]
  })
}

/**
 * One panel for each score, one bar for each row: the mean over images, and a line of one standard error to both sides.
 */
export function barFigure(rows: readonly FigureRow[]): Svg {
  return scorePanels('Means of all scores', rows, name => {
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

function scorePanels(
  title: string,
  rows: readonly FigureRow[],
  marks: (name: ScoreName) => readonly Plot.Markish[],
): Svg {
  return rowPanels(
    title,
    rows.map(row => row.title),
    scoreNames.map(name => ({
      label: `${columns[name].title} ${columns[name].best === 'high' ? '↑' : '↓'}`,
      marks: marks(name),
    })),
  )
}
