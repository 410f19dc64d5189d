/** The data of a comparison for figures: one value for each image, without rows that have no results. */
import { type Comparison, type ScoreName, scoreNames, scoresByImage } from '@cuts/compare'
import { perMetric } from '@cuts/core/metrics'

/** A row of the table with its scores on every image, each the mean over seeds. */
export interface FigureRow {
  readonly row: string
  readonly title: string
  /** Drawn in colour: the method that the comparison is about. */
  readonly isOurs: boolean
  readonly scores: { readonly [name in ScoreName]: readonly number[] }
}

/** Returns the rows that have results, in the order of the table. */
export function figureRows({ rows, results }: Comparison): FigureRow[] {
  return rows.flatMap(({ row, title }) => {
    if (!results.some(result => result.row === row)) return []
    const scores = perMetric(scoreNames, name => [...scoresByImage(results, row, name).values()])
    return [{ row, title, isOurs: isOurs(row), scores }]
  })
}

export function isOurs(row: string): boolean {
  return /^(?:paper-)?cuts-/.test(row)
}
