/** From a prediction to scores, by the protocol. */
import { CutsError, type LabelMap, labelHint, type Mask } from '@cuts/core'
import { measureMask, metricTable } from '@cuts/core/metrics'
import { type ImageResult, type Scores, scoreNames } from '../comparison.ts'
import type { Prediction } from '../method.ts'
import { scoreClicking, simulateClicking } from './clicking.ts'
import { clickedRegions } from './clicks.ts'
import type { Protocol } from './protocol.ts'
import { scoreTree } from './tree-score.ts'

export interface Scored extends Pick<ImageResult, 'scores' | 'levels' | 'tree' | 'clicks'> {
  /** The mask that was scored; for levels, the one with the highest Dice. */
  readonly mask: Mask
}

/** A prediction that is there as a whole. */
type Finished = Exclude<Prediction, { kind: 'clicks' }>
type Clickable = Extract<Prediction, { kind: 'clicks' }>

/** Throws as `scoreRegions`. */
export function scorePrediction(prediction: Finished, truth: Mask, protocol: Protocol): Scored {
  const scored = scoreRegions(prediction, truth, protocol)
  if (prediction.kind === 'mask' || prediction.source === undefined) return scored
  return { ...scored, tree: scoreTree(prediction.source, truth) }
}

/**
 * Scores of the mask after one simulated click, and the measures of all clicks; neither depends on the protocol's hint
 * or its clicks. Throws `Mismatch` when an answer and the truth differ in size.
 */
export async function scoreClicks({ begin }: Clickable, truth: Mask): Promise<Scored> {
  const clicking = await simulateClicking(truth, begin())
  return { mask: clicking.first, scores: scoreMask(clicking.first, truth), clicks: scoreClicking(clicking) }
}

/** Throws `Mismatch` when prediction and truth differ in size, `InvalidArgument` when there is no level. */
function scoreRegions(prediction: Finished, truth: Mask, protocol: Protocol): Scored {
  switch (prediction.kind) {
    case 'mask':
      return { mask: prediction.mask, scores: scoreMask(prediction.mask, truth) }
    case 'labels': {
      const mask = hinted(prediction.map, truth, protocol.hint, protocol.clicks)
      return { mask, scores: scoreMask(mask, truth) }
    }
    case 'levels':
      return scoreLevels(prediction.maps, truth, { ...protocol, hint: prediction.hint ?? protocol.hint })
    default:
      return prediction satisfies never
  }
}

/** All metrics of a mask. Throws `Mismatch` when the sizes differ. */
export function scoreMask(mask: Mask, truth: Mask): Scores {
  return measureMask(scoreNames, mask, truth)
}

function scoreLevels(maps: Iterable<LabelMap>, truth: Mask, { hint, clicks, oracle }: Protocol): Scored {
  const levels: { regions: number; dice: number }[] = []
  let best: { mask: Mask; scores: Scores } | undefined
  let own: { -readonly [name in keyof Scores]: number } | undefined
  for (const map of maps) {
    const mask = hinted(map, truth, hint, clicks)
    const scores = scoreMask(mask, truth)
    levels.push({ regions: new Set(map.labels).size, dice: scores.dice })
    if (best === undefined || scores.dice > best.scores.dice) best = { mask, scores }
    own ??= { ...scores }
    for (const name of scoreNames)
      own[name] = higherIsBetter(name) ? Math.max(own[name], scores[name]) : Math.min(own[name], scores[name])
  }
  if (best === undefined || own === undefined)
    throw new CutsError('InvalidArgument', 'a prediction of levels needs at least one level. Got none.')
  return { mask: best.mask, scores: oracle === 'metric' ? own : best.scores, levels }
}

export function higherIsBetter(name: keyof Scores): boolean {
  return metricTable[name].better === 'high'
}

function hinted(map: LabelMap, truth: Mask, hint: Protocol['hint'], clicks: number): Mask {
  return hint === 'label' ? labelHint(map, truth).mask : clickedRegions(map, truth, clicks)
}
