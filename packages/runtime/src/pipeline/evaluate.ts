/**
 * The rows of the paper's Table 1 for one image. The label hint, the best level and the click all look at the truth to
 * choose a mask: they measure what the regions allow, not what a user without labels would get unaided.
 */
import { bestLevel, CutsError, innermostPixel, type LabelMap, labelHint, type Mask, regionAt } from '@cuts/core'
import { evaluateMask } from '@cuts/core/metrics'
import { type MetricRow, type MetricRowName, metricRowNames } from '../results/summary.ts'

export interface Regions {
  /** Coarse to fine. Iterated more than once, so that only one level must be in memory. */
  readonly levels: Iterable<LabelMap>
  /** Index of the level chosen without labels. */
  readonly autoLevel: number
  readonly persistent: LabelMap
  readonly kmeans: LabelMap
}

export interface Evaluation {
  readonly metrics: { readonly [row in MetricRowName]: MetricRow }
  readonly masks: { readonly [row in MetricRowName]: Mask }
  /** Index of the level with the highest Dice. */
  readonly bestLevel: number
}

/** Scores the regions of one image against its truth (label hint; level with the best Dice; one click, best level). */
export function evaluateRegions(regions: Regions, truth: Mask): Evaluation {
  const kmeans = labelHint(regions.kmeans, truth).mask
  const persistent = labelHint(regions.persistent, truth).mask
  let auto: Mask | undefined
  const hinted = function* (): Generator<Mask> {
    let level = 0
    for (const map of regions.levels) {
      const { mask } = labelHint(map, truth)
      if (level++ === regions.autoLevel) auto = mask
      yield mask
    }
  }
  const best = bestLevel(hinted(), truth)
  if (auto === undefined)
    throw new CutsError('InvalidArgument', `there is no level ${regions.autoLevel} for the automatic level to be.`)
  const point = innermostPixel(truth)
  const clicked = function* (at: { readonly x: number; readonly y: number }): Generator<Mask> {
    for (const map of regions.levels) yield regionAt(map, at.x, at.y)
  }
  const click = point === undefined ? best : bestLevel(clicked(point), truth)
  const masks = { kmeans, persistent, auto, best: best.mask, click: click.mask }
  const metrics = Object.fromEntries(metricRowNames.map(row => [row, evaluateMask(masks[row], truth)]))
  return { masks, metrics: metrics as Evaluation['metrics'], bestLevel: best.level }
}
