/**
 * Compares two rows on the same images: which is better, and whether that could be chance. Images are paired, each with
 * its mean over seeds. With few images, the standard errors of two rows can overlap although their paired difference is
 * clear.
 */
import { createRandom } from '@cuts/core'
import { bootstrapMean, wilcoxonSignedRank } from '@cuts/core/statistics'
import type { Comparison } from '../comparison.ts'
import { scoresByImage } from './aggregate.ts'
import { csv } from './formats.ts'

export interface Pair {
  readonly a: string
  readonly b: string
  /** Images that both rows have. */
  readonly n: number
  /** Dice of a minus Dice of b, mean over images, with its bootstrap interval (95 %, percentiles, 2000 resamples). */
  readonly difference: number
  readonly low: number
  readonly high: number
  /** Of the two-sided Wilcoxon signed-rank test; not corrected for the number of pairs. */
  readonly pValue: number
}

const bootstrap = { resamples: 2000, level: 0.95 }

/** Every two rows that share images, in the order of the table. Deterministic. */
export function comparePairs({ rows, results }: Comparison): Pair[] {
  const scored = rows.map(({ row }) => ({ row, dice: scoresByImage(results, row, 'dice') }))
  return scored.flatMap((a, index) =>
    scored.slice(index + 1).flatMap(b => {
      const differences = [...a.dice].flatMap(([image, dice]) => {
        const other = b.dice.get(image)
        return other === undefined ? [] : [dice - other]
      })
      if (differences.length === 0) return []
      const { mean, low, high } = bootstrapMean(differences, createRandom(1), bootstrap)
      const { pValue } = wilcoxonSignedRank(differences)
      return [{ a: a.row, b: b.row, n: differences.length, difference: mean, low, high, pValue }]
    }),
  )
}

/** One pair a line. */
export function pairsCsv(pairs: readonly Pair[]): string {
  return csv([
    ['a', 'b', 'n', 'dice_difference', 'low_95', 'high_95', 'p_wilcoxon'],
    ...pairs.map(({ a, b, n, difference, low, high, pValue }) => [a, b, n, difference, low, high, pValue]),
  ])
}
