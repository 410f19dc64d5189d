/** What a comparison found: plain data that tables, figures and tests are made of. */

/** Scores of one mask against its truth: the paper's five metrics, and a Hausdorff distance that one pixel cannot decide. */
export interface Scores {
  readonly dice: number
  /** Pixels. */
  readonly hausdorff: number
  /** Pixels. */
  readonly hd95: number
  readonly ssim: number
  readonly ergas: number
  readonly rmse: number
}

export type ScoreName = keyof Scores
export const scoreNames = ['dice', 'hausdorff', 'hd95', 'ssim', 'ergas', 'rmse'] as const satisfies readonly ScoreName[]

/** One row on one image with one seed. */
export interface ImageResult {
  readonly row: string
  readonly seed: number
  /** Id of the sample. */
  readonly image: string
  readonly scores: Scores
  /** Where there are several granularities, coarse to fine: regions of each, and its Dice. */
  readonly levels?: readonly { readonly regions: number; readonly dice: number }[]
  /** Of the method, shared by all rows it fills. */
  readonly seconds: number
}

/** Mean over images (of the mean over seeds), and its standard error over images. */
export interface Spread {
  readonly mean: number
  readonly sem: number
}

/** A line of the table; of a row that could not run, `reason` says why and the rest is empty. */
export interface TableRow {
  readonly method: string
  readonly title: string
  /** Images scored. */
  readonly n: number
  readonly seeds: readonly number[]
  readonly scores?: { readonly [name in ScoreName]: Spread }
  readonly secondsPerImage?: number
  readonly reason?: string
}
