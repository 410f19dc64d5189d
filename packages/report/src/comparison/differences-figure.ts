/** Differences between CUTS and other rows on the same images, and whether they could be chance. */
import type { Pair } from '@cuts/compare'
import { holm } from '@cuts/core/statistics'
import * as Plot from '@observablehq/plot'
import type { FigureRow } from './figure-rows.ts'
import { rowPanels } from './row-panels.ts'
import { ink, type Svg } from './svg.ts'

const level = 0.05

/**
 * One panel for each row of CUTS (rows with the paper's settings if there are no others), and in it one line for every
 * other row. A line shows the mean difference in Dice over images with its bootstrap interval; to the right, CUTS is
 * better. The dot is filled if the signed-rank test stays below 0.05 after Holm's correction over the panel.
 */
export function differencesFigure(pairs: readonly Pair[], rows: readonly FigureRow[]): Svg {
  const ours = rows.filter(({ isOurs }) => isOurs)
  const byDefault = ours.filter(({ row }) => row.startsWith('cuts-'))
  const panels = byDefault.length > 0 ? byDefault : ours
  return rowPanels(
    'Differences in Dice on the same images',
    rows.map(({ title }) => title),
    panels.map(({ row, title: label }) => {
      const lines = rows.flatMap(({ row: other, title }) => {
        const pair = pairs.find(({ a, b }) => (a === row && b === other) || (a === other && b === row))
        if (pair === undefined) return []
        const { difference, low, high, pValue } = pair
        return pair.a === row
          ? [{ title, difference, low, high, pValue }]
          : [{ title, difference: -difference, low: -high, high: -low, pValue }]
      })
      const adjusted = holm(lines.map(({ pValue }) => pValue))
      return {
        label,
        marks: [
          Plot.ruleX([0], { stroke: ink.soft, strokeDasharray: '3 3' }),
          Plot.ruleY(lines, { x1: 'low', x2: 'high', y: 'title', stroke: ink.ours, strokeWidth: 1.6 }),
          Plot.dot(lines, {
            x: 'difference',
            y: 'title',
            r: 3.4,
            stroke: ink.ours,
            fill: lines.map((_, k) => (adjusted[k]! < level ? ink.ours : '#ffffff')),
          }),
        ],
      }
    }),
  )
}
