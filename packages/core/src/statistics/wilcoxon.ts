/** A test of whether two methods differ on the same images. */
import { CutsError } from '../errors.ts'
import { normalTail } from './normal.ts'

export interface SignedRankTest {
  /** Number of pairs that differ. The others are left out, as Wilcoxon did. */
  readonly pairs: number
  /** Sum of the ranks of positive differences; n (n + 1) / 4 is expected if the methods do not differ. */
  readonly statistic: number
  /** Two-sided. */
  readonly pValue: number
}

/** Up to this many pairs the distribution is exact; beyond, it is approximated as normal. */
const mostExact = 50

/**
 * Wilcoxon's signed-rank test (1945) of paired differences: ties share the mean of their ranks. For at most 50 pairs
 * every assignment of signs to the ranks is counted, ties included; for more the normal distribution stands in, its
 * variance corrected for ties, with a continuity correction. 1 if no pair differs. Throws `InvalidArgument` for
 * differences that are not finite.
 */
export function wilcoxonSignedRank(differences: readonly number[]): SignedRankTest {
  for (const difference of differences)
    if (!Number.isFinite(difference))
      throw new CutsError('InvalidArgument', `differences of a signed-rank test must be finite. Got ${difference}.`)
  const signed = differences.filter(difference => difference !== 0).sort((a, b) => Math.abs(a) - Math.abs(b))
  const ranks = sharedRanks(signed.map(Math.abs))
  const statistic = ranks.reduce((sum, rank, i) => sum + (signed[i]! > 0 ? rank : 0), 0)
  const pairs = signed.length
  const pValue = pairs <= mostExact ? exactProbability(ranks, statistic) : normalProbability(ranks, statistic)
  return { pairs, statistic, pValue }
}

/** Ranks from 1 of ascending values; equal values share the mean of theirs. */
function sharedRanks(ascending: readonly number[]): number[] {
  const ranks: number[] = []
  for (let first = 0; first < ascending.length; ) {
    let end = first
    while (end < ascending.length && ascending[end] === ascending[first]) end++
    for (let i = first; i < end; i++) ranks.push((first + 1 + end) / 2)
    first = end
  }
  return ranks
}

/** Returns the number of the 2^n sign patterns that lie at least as far from the expected sum as the observed one. */
function exactProbability(ranks: readonly number[], statistic: number): number {
  // Ranks are multiples of one half, so doubled ranks are integers.
  const total = ranks.reduce((sum, rank) => sum + 2 * rank, 0)
  const share = new Float64Array(total + 1)
  share[0] = 1
  for (const rank of ranks)
    for (let sum = total; sum >= 0; sum--) share[sum] = (share[sum]! + (share[sum - 2 * rank] ?? 0)) / 2
  const distance = Math.abs(2 * statistic - total / 2)
  return Math.min(
    1,
    share.reduce((p, value, sum) => p + (Math.abs(sum - total / 2) >= distance ? value : 0), 0),
  )
}

function normalProbability(ranks: readonly number[], statistic: number): number {
  const mean = ranks.reduce((sum, rank) => sum + rank / 2, 0)
  // The sum of squared ranks over 4 is n (n + 1) (2n + 1) / 24 less the correction for ties.
  const variance = ranks.reduce((sum, rank) => sum + rank ** 2 / 4, 0)
  const distance = Math.max(0, Math.abs(statistic - mean) - 0.5)
  return Math.min(1, 2 * normalTail(distance / Math.sqrt(variance)))
}
