/** How Dice depends on the number of regions: what a level costs, and how much the oracle gains by choosing it. */
import { meanAndSem } from '@cuts/core'
import * as Plot from '@observablehq/plot'
import type { Comparison, ImageResult } from '../comparison.ts'
import { isOurs } from './figure-rows.ts'
import { drawPlot, ink, type Svg, standAlone } from './svg.ts'

export interface DiceCurve {
  readonly title: string
  readonly isOurs: boolean
  readonly points: readonly {
    readonly regions: number
    readonly mean: number
    readonly low: number
    readonly high: number
  }[]
}

/** Numbers of regions at which curves are read. */
const grid = [2, 3, 4, 5, 6, 8, 10, 12, 15, 18, 22, 27, 33, 40, 50, 65, 80]

/**
 * One curve for each row that has levels. At a number of regions every image has the Dice of its finest level with at most
 * that many; the curve is the mean over the images (and seeds) that have one, with one standard error to both sides.
 */
export function diceCurves({ rows, results }: Comparison): DiceCurve[] {
  return rows.flatMap(({ row, title }) => {
    const own = results.filter(result => result.row === row && (result.levels?.length ?? 0) > 1)
    const points = grid.flatMap(regions => {
      const dice = own.flatMap(result => diceAt(result, regions) ?? [])
      if (dice.length === 0) return []
      const { mean, sem } = meanAndSem(dice)
      return [{ regions, mean, low: mean - sem, high: mean + sem }]
    })
    return points.length === 0 ? [] : [{ title, isOurs: isOurs(row), points }]
  })
}

function diceAt({ levels = [] }: ImageResult, regions: number): number | undefined {
  return levels
    .filter(level => level.regions <= regions)
    .reduce<(typeof levels)[number] | undefined>(
      (finest, level) => (finest === undefined || level.regions >= finest.regions ? level : finest),
      undefined,
    )?.dice
}

export function diceByRegionsFigure(curves: readonly DiceCurve[]): Svg {
  const points = curves.flatMap(({ title, isOurs, points }) => points.map(point => ({ ...point, title, isOurs })))
  const largest = Math.max(...points.map(({ regions }) => regions))
  const channels = { x: 'regions', z: 'title' } as const
  const colour = ({ isOurs }: { isOurs: boolean }): string => (isOurs ? ink.ours : ink.peer)
  return standAlone(
    'Dice by number of regions',
    drawPlot({
      width: 640,
      height: 340,
      marginLeft: 44,
      marginRight: 210,
      marginBottom: 40,
      x: {
        type: 'log',
        label: 'Regions',
        labelAnchor: 'center',
        labelArrow: 'none',
        ticks: [2, 5, 10, 20, 50, 80].filter(tick => tick <= largest),
        tickFormat: 'd',
      },
      y: { domain: [0, 1], label: 'Dice', labelArrow: 'none', ticks: 6 },
      marks: [
        Plot.gridY({ ticks: 6, stroke: ink.rule, strokeOpacity: 1 }),
        Plot.areaY(points, { ...channels, y1: 'low', y2: 'high', fill: colour, fillOpacity: 0.13 }),
        Plot.line(points, { ...channels, y: 'mean', stroke: colour, strokeWidth: 1.8 }),
        Plot.text(
          points,
          Plot.selectLast({ ...channels, y: 'mean', text: 'title', dx: 8, textAnchor: 'start', fill: ink.text }),
        ),
      ],
    }),
  )
}
