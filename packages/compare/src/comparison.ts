/** The results of a comparison, as plain data for tables, figures and tests. */
import type { Mask, RemedyAction } from '@cuts/core'
import { type MetricName, metricNames } from '@cuts/core/metrics'
import type { ClickScores } from './protocol/clicking.ts'
import type { Protocol } from './protocol/protocol.ts'

/**
 * Scores of one mask against its truth: the paper's five metrics, and HD95, a Hausdorff distance that a single pixel
 * hardly changes.
 */
export type Scores = { readonly [name in MetricName]: number }

export type ScoreName = MetricName
export const scoreNames = metricNames

/** Proposals among which the best one is scored. */
export const recallCounts = [1, 5, 10, 20] as const

/** What a tree holds of a truth; none of it depends on the protocol. */
export interface TreeScores {
  /** Dice of the best node. */
  readonly bestNode: number
  /** Dice of the best among the first proposals, by {@link recallCounts}. */
  readonly recall: readonly number[]
  /** Dice of the best level minus that of the level chosen without labels, both by the label hint. */
  readonly regret?: number | undefined
}

/** One row on one image with one seed. */
export interface ImageResult {
  readonly row: string
  readonly seed: number
  /** Id of the sample. */
  readonly image: string
  readonly scores: Scores
  /** If there are several levels, coarse to fine: the number of regions and the Dice of each. */
  readonly levels?: readonly { readonly regions: number; readonly dice: number }[] | undefined
  /** What the tree of the regions holds, if they were read from one. */
  readonly tree?: TreeScores | undefined
  /** How clicks corrected the mask, of a row that answers clicks: its other scores are those after one click. */
  readonly clicks?: ClickScores | undefined
  /** The mask that was scored, unpacked on request. */
  readonly mask: () => Mask
  /** Seconds to segment the image, the same for all rows of the method. */
  readonly seconds: number
}

/** A requested row. */
export interface RowState {
  readonly row: string
  readonly title: string
  /** Seeds of the row; all seeds of the comparison if nothing is random. */
  readonly seeds: readonly number[]
  /** Seconds of training, mean over seeds. Absent if the method does not train. */
  readonly learnSeconds?: number | undefined
  /** Why the row has no results at all. */
  readonly reason?: string | undefined
  /** How to get results for this row, if there is a way. */
  readonly action?: RemedyAction | undefined
  /** Images on which the row failed, with the reason. Its means leave them out. */
  readonly failed: readonly { readonly image: string; readonly seed: number; readonly error: string }[]
}

export interface Comparison {
  /** Name of the data set's folder. */
  readonly set: string
  /** Ids of the samples that are scored, in order. */
  readonly images: readonly string[]
  /** Ids of samples with an empty mask. They are not scored. */
  readonly emptyTruths?: readonly string[]
  readonly seeds: readonly number[]
  readonly protocol: Protocol
  /** In the order of the table. */
  readonly rows: readonly RowState[]
  /** By row, seed and image, each in its order. */
  readonly results: readonly ImageResult[]
}
