/**
 * The rows of the paper's Table 1 for one image, and those of its tree. The label hint, the best level, the click and
 * the choice among proposals or nodes all look at the truth to choose a mask: they measure what the regions allow, not
 * what a user without labels would get unaided.
 */
import {
  bestLevel,
  CutsError,
  innermostPixel,
  type LabelMap,
  labelHint,
  type Mask,
  type MergeTree,
  regionAt,
} from '@cuts/core'
import { evaluateMask } from '@cuts/core/metrics'
import { firstProposals } from '../results/proposals-file.ts'
import type { MapRowName, MetricRow, MetricRowName } from '../results/summary.ts'
import { bestAmong, bestNode, countNodesOfImage } from './choose-nodes.ts'
import { maskOfNode } from './node-mask.ts'

export interface Regions {
  /** Coarse to fine. Iterated more than once, so that only one level must be in memory. */
  readonly levels: Iterable<LabelMap>
  /** Index of the level chosen without labels. */
  readonly autoLevel: number
  readonly persistent: LabelMap
  readonly kmeans: LabelMap
  /** The tree and its leaves; with it, nodes are scored. */
  readonly nodes?: RegionNodes | undefined
}

export interface RegionNodes {
  readonly tree: MergeTree
  readonly leaves: LabelMap
  /** Proposed nodes, best first; undefined in results of earlier versions. */
  readonly proposals?: readonly number[] | undefined
}

type Rows<T> = { readonly [row in MapRowName]: T } & { readonly [row in MetricRowName]?: T }

export interface Evaluation {
  readonly metrics: Rows<MetricRow>
  readonly masks: Rows<Mask>
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
  const ofNodes = regions.nodes === undefined ? {} : chooseNodes(regions.nodes, truth)
  const masks = { kmeans, persistent, auto, best: best.mask, click: click.mask, ...ofNodes }
  const metrics = Object.fromEntries(Object.entries(masks).map(([row, mask]) => [row, evaluateMask(mask, truth)]))
  return { masks, metrics: metrics as Evaluation['metrics'], bestLevel: best.level }
}

/** The best of the first proposals, and of all nodes. An image without proposals has the empty mask. */
function chooseNodes(
  { tree, leaves, proposals }: RegionNodes,
  truth: Mask,
): { readonly proposals?: Mask; readonly node: Mask } {
  const counts = countNodesOfImage(tree, leaves, truth)
  const node = maskOfNode(leaves, tree, bestNode(counts))
  if (proposals === undefined) return { node }
  const best = bestAmong(counts, proposals.slice(0, firstProposals))
  const nothing: Mask = { ...node, data: new Uint8Array(node.data.length) }
  return { proposals: best === undefined ? nothing : maskOfNode(leaves, tree, best), node }
}
