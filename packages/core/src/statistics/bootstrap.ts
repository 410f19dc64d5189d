/** Confidence of a mean over images. */
import { CutsError } from '../errors.ts'
import type { Random } from '../random/index.ts'

export interface Interval {
  readonly mean: number
  readonly low: number
  readonly high: number
}

/**
 * Returns the mean of `values` and its bootstrap interval by percentiles (Efron 1979). Each of `resamples` samples has
 * as many values as there are, drawn with replacement. Given the differences of two methods on the same images, it is
 * the paired interval of their difference. `level` in (0, 1), 0.95 for instance. Throws `InvalidArgument` without
 * values.
 */
export function bootstrapMean(
  values: readonly number[],
  random: Random,
  { resamples, level }: { readonly resamples: number; readonly level: number },
): Interval {
  const count = values.length
  if (count === 0) throw new CutsError('InvalidArgument', 'a bootstrap interval needs at least one value. Got none.')
  const means = new Float64Array(resamples)
  for (let r = 0; r < resamples; r++) {
    let sum = 0
    for (let i = 0; i < count; i++) sum += values[random.integer(count)]!
    means[r] = sum / count
  }
  means.sort()
  const at = (share: number): number => means[Math.round(share * (resamples - 1))]!
  const mean = values.reduce((sum, value) => sum + value, 0) / count
  return { mean, low: at((1 - level) / 2), high: at((1 + level) / 2) }
}
