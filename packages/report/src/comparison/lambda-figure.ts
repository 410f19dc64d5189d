/** Every score against the weight of the contrastive loss (the paper's Fig. S1). */
import { columns, type ScoreName, scoreNames } from '@cuts/compare'
import { meanAndSem } from '@cuts/core/statistics'
import * as Plot from '@observablehq/plot'
import type { FigureRow } from './figure-rows.ts'
import { composeSvg, drawPlot, ink, type Svg } from './svg.ts'

/** Scores at one weight. At 0 there is no contrastive loss, at 1 no reconstruction loss. */
export interface LambdaPoint {
  readonly lambda: number
  readonly scores: FigureRow['scores']
}

/**
 * One panel for each score: mean over images with one standard error to both sides; the dashed line is at the best
 * mean.
 */
export function lambdaFigure(points: readonly LambdaPoint[]): Svg {
  const lambdas = points.map(({ lambda }) => lambda)
  const parts = scoreNames.map((name, index) => {
    const means = points.map(({ lambda, scores }) => {
      const { mean, sem } = meanAndSem(scores[name])
      return { lambda, mean, low: mean - sem, high: mean + sem }
    })
    const best = means.reduce((a, b) => (isBetter(name, b.mean, a.mean) ? b : a))
    const svg = drawPlot({
      width: 260,
      height: 214,
      marginLeft: 48,
      marginRight: 14,
      marginTop: 26,
      marginBottom: 58,
      x: {
        type: 'point',
        domain: lambdas,
        label: 'Weight of the contrastive loss',
        labelAnchor: 'center',
        labelArrow: 'none',
        tickRotate: -40,
        labelOffset: 52,
      },
      y: { label: columns[name].title, labelArrow: 'none', ticks: 5, nice: true },
      marks: [
        Plot.gridY({ ticks: 5, stroke: ink.rule, strokeOpacity: 1 }),
        Plot.ruleX([best.lambda], { stroke: ink.truth, strokeDasharray: '3 3' }),
        Plot.areaY(means, { x: 'lambda', y1: 'low', y2: 'high', fill: ink.ours, fillOpacity: 0.18 }),
        Plot.line(means, { x: 'lambda', y: 'mean', stroke: ink.ours, strokeWidth: 1.8 }),
        Plot.dot(means, { x: 'lambda', y: 'mean', fill: ink.ours, r: 2.6 }),
      ],
    })
    return { svg, x: (index % 3) * 270, y: Math.floor(index / 3) * 224 }
  })
  return composeSvg('Scores against the weight of the contrastive loss', parts)
}

function isBetter(name: ScoreName, a: number, b: number): boolean {
  return columns[name].best === 'high' ? a > b : a < b
}
