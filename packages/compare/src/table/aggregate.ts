/**
 * From results of single images to the rows of a table. An image counts once for any number of seeds: its scores are
 * first averaged over seeds. So the standard error describes the spread over images only; the spread over seeds is
 * given separately.
 */
import { meanAndSem } from '@cuts/core/statistics'
import {
  type Comparison,
  type ImageResult,
  type RowState,
  recallCounts,
  type ScoreName,
  scoreNames,
  type TreeScores,
} from '../comparison.ts'
import { type ClickScores, clickCounts } from '../protocol/clicking.ts'

/** Of one score of a row. */
export interface Spread {
  /** Mean over images of the mean over seeds. It equals the mean of the seeds' means if every image has every seed. */
  readonly mean: number
  /** Standard error over images: population standard deviation over the root of their number, as in the paper. */
  readonly sem: number
  /** Population standard deviation of the seeds' means; 0 for one seed. */
  readonly seedSd: number
}

/** A line of the table. Without results there is a reason in place of scores. */
export interface TableRow extends RowState {
  /** Images scored. */
  readonly n: number
  readonly scores?: { readonly [name in ScoreName]: Spread }
  /** Seconds to segment an image, mean over images and seeds. */
  readonly secondsPerImage?: number
  /** Granularities an oracle could choose from, mean over images and seeds. */
  readonly levels?: number
  /** What the trees of the regions hold, if they were read from trees. */
  readonly tree?: TreeMeans
  /** How clicks correct the mask, of a row that answers clicks. */
  readonly clicks?: ClickMeans
}

export interface ClickMeans {
  /** Mean IoU after so many clicks. */
  readonly iou: { readonly [count in (typeof clickCounts)[number]]: number }
  /** Mean number of clicks to an IoU of .85, and of .90. */
  readonly noc85: number
  readonly noc90: number
}

export interface TreeMeans {
  readonly bestNode: MeanAndSem
  /** Mean Dice of the best among the first proposals, by their number. */
  readonly recall: { readonly [count in (typeof recallCounts)[number]]: number }
  readonly regret?: MeanAndSem
}

interface MeanAndSem {
  readonly mean: number
  readonly sem: number
}

/** The rows of a comparison, in their order. */
export function tableRows({ rows, results }: Comparison): TableRow[] {
  const byRow = groupByRow(results)
  return rows.map(state => {
    const own = byRow.get(state.row) ?? []
    if (own.length === 0) return { ...state, n: 0, reason: state.reason ?? firstFailure(state) }
    const scores = Object.fromEntries(scoreNames.map(name => [name, spread(own, name)]))
    const levels = own.flatMap(result => result.levels?.length ?? [])
    return {
      ...state,
      n: new Set(own.map(result => result.image)).size,
      scores: scores as { readonly [name in ScoreName]: Spread },
      secondsPerImage: mean(own.map(result => result.seconds)),
      ...(levels.length === 0 ? {} : { levels: mean(levels) }),
      ...treeMeans(own),
      ...clickMeans(own),
    }
  })
}

/** As for scores, an image counts once for any number of seeds. */
function treeMeans(results: readonly ImageResult[]): { readonly tree?: TreeMeans } {
  const spreadOf = (value: (tree: TreeScores) => number | undefined): MeanAndSem | undefined => {
    const known = results.flatMap(({ image, tree }) => {
      const held = tree && value(tree)
      return held === undefined ? [] : [{ image, value: held }]
    })
    return known.length === 0 ? undefined : meanAndSem([...meansByImage(known).values()])
  }
  const bestNode = spreadOf(tree => tree.bestNode)
  if (bestNode === undefined) return {}
  const recall = recallCounts.map((count, index) => [count, spreadOf(tree => tree.recall[index])!.mean])
  const regret = spreadOf(tree => tree.regret)
  return {
    tree: {
      bestNode,
      recall: Object.fromEntries(recall) as TreeMeans['recall'],
      ...(regret === undefined ? {} : { regret }),
    },
  }
}

/** As for scores, an image counts once for any number of seeds. */
function clickMeans(results: readonly ImageResult[]): { readonly clicks?: ClickMeans } {
  const known = results.flatMap(({ image, clicks }) => (clicks === undefined ? [] : [{ image, clicks }]))
  if (known.length === 0) return {}
  const meanOf = (value: (clicks: ClickScores) => number): number =>
    mean([...meansByImage(known.map(({ image, clicks }) => ({ image, value: value(clicks) }))).values()])
  const iou = clickCounts.map((count, index) => [count, meanOf(clicks => clicks.iou[index]!)])
  return {
    clicks: {
      iou: Object.fromEntries(iou) as ClickMeans['iou'],
      noc85: meanOf(({ noc85 }) => noc85),
      noc90: meanOf(({ noc90 }) => noc90),
    },
  }
}

function meansByImage(
  values: readonly { readonly image: string; readonly value: number }[],
): ReadonlyMap<string, number> {
  const byImage = new Map<string, number[]>()
  for (const { image, value } of values) byImage.set(image, [...(byImage.get(image) ?? []), value])
  return new Map([...byImage].map(([image, held]) => [image, mean(held)]))
}

/** One score of a row on every image it has, mean over seeds; by image. */
export function scoresByImage(
  results: readonly ImageResult[],
  row: string,
  name: ScoreName,
): ReadonlyMap<string, number> {
  const own = results.filter(result => result.row === row)
  return meansByImage(own.map(({ image, scores }) => ({ image, value: scores[name] })))
}

function spread(results: readonly ImageResult[], name: ScoreName): Spread {
  const seeds = new Map<number, number[]>()
  for (const { seed, scores } of results) seeds.set(seed, [...(seeds.get(seed) ?? []), scores[name]])
  const seedMeans = [...seeds.values()].map(mean)
  const row = results[0]!.row
  const { sem: seedSem } = meanAndSem(seedMeans)
  return {
    ...meanAndSem([...scoresByImage(results, row, name).values()]),
    seedSd: seedSem * Math.sqrt(seedMeans.length),
  }
}

function firstFailure({ failed }: RowState): string {
  return failed[0]?.error ?? 'no image was scored'
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function groupByRow(results: readonly ImageResult[]): ReadonlyMap<string, readonly ImageResult[]> {
  const groups = new Map<string, ImageResult[]>()
  for (const result of results) {
    const group = groups.get(result.row)
    if (group === undefined) groups.set(result.row, [result])
    else group.push(result)
  }
  return groups
}
