/** How Dice depends on the number of regions: what a level costs, and how much the oracle gains by choosing it. */
import type { Comparison, ImageResult } from '@cuts/compare'
import { meanAndSem } from '@cuts/core/statistics'
import * as Plot from '@observablehq/plot'
import { isOurs } from './figure-rows.ts'
import { drawPlot, ink, type Svg, standAlone } from './svg.ts'

export interface DiceCurve {
  readonly isOurs: boolean
  readonly title: string
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
 * One curve for each row that has levels. At a number of regions every image has the Dice of its finest level with at
 * most that many; the curve is the mean over the images (and seeds) that have one, with one standard error to both
 * sides.
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

const height = 360
const margins = { marginTop: 20, marginBottom: 40 }
/** Distance between labels at the ends of curves, in units of Dice. */
const labelGap = 13 / (height - margins.marginTop - margins.marginBottom)
/** Colours that colour-blind readers can distinguish (Okabe and Ito 2008); the first is that of CUTS. */
const colours = [ink.ours, '#d55e00', '#0072b2', '#cc79a7', '#e69f00', '#56b4e9', '#000000', ink.peer]

export function diceByRegionsFigure(curves: readonly DiceCurve[]): Svg {
  const oursFirst = curves.toSorted((a, b) => Number(b.isOurs) - Number(a.isOurs))
  const drawn = oursFirst.map((curve, k) => ({ ...curve, colour: colours[k % colours.length]! }))
  const points = drawn.flatMap(({ points: own, title, colour }) => own.map(point => ({ ...point, title, colour })))
  const largest = Math.max(...points.map(({ regions }) => regions))
  const channels = { x: 'regions', z: 'title' } as const
  return standAlone(
    'Dice by number of regions',
    drawPlot({
      ...margins,
      width: 740,
      height,
      marginLeft: 44,
      marginRight: 290,
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
        Plot.areaY(points, { ...channels, y1: 'low', y2: 'high', fill: 'colour', fillOpacity: 0.09 }),
        Plot.line(points, { ...channels, y: 'mean', stroke: 'colour', strokeWidth: 1.8 }),
        Plot.text(endLabels(drawn, largest), {
          x: 'regions',
          y: 'at',
          text: 'title',
          fill: 'colour',
          dx: 8,
          textAnchor: 'start',
        }),
      ],
    }),
  )
}

/** The titles beside the ends of their curves, moved down if they would cover each other. */
function endLabels(curves: readonly (DiceCurve & { readonly colour: string })[], regions: number) {
  let free = Number.POSITIVE_INFINITY
  return curves
    .map(({ title, colour, points }) => ({ title, colour, regions, end: points.at(-1)!.mean }))
    .sort((a, b) => b.end - a.end)
    .map(label => {
      const at = Math.min(label.end, free)
      free = at - labelGap
      return { ...label, at }
    })
}
