/** The columns of the table, and the protocol in words. */
import { metricHeading, metricNames, perMetric } from '@cuts/core/metrics'
import type { Comparison } from '../comparison.ts'

export const columns = perMetric(metricNames, (name, { digits, better }) => ({
  title: metricHeading(name),
  digits,
  best: better,
}))

/** How the figures came about, in words: beneath every table. */
export function describeProtocol({ protocol, images, emptyTruths = [], seeds }: Comparison): string {
  const { hint, clicks, oracle } = protocol
  const chance =
    seeds.length === 1
      ? `with seed ${seeds[0]} where there is chance`
      : `of the mean over seeds ${seeds.join(', ')} where there is chance`
  const clicked = clicks === 1 ? 'one simulated click' : `${clicks} simulated clicks`
  return [
    `${images.length} images; mean ± standard error over images, ${chance}.`,
    ...(emptyTruths.length === 0
      ? []
      : [`Masks that mark nothing leave their images out of the means: ${emptyTruths.length}.`]),
    hint === 'label'
      ? "Of label maps, the region most frequent under the truth counts (the paper's label hint)."
      : `Of label maps, the regions under ${clicked} in the truth count.`,
    oracle === 'dice'
      ? 'Rows marked (oracle): the level with the highest Dice, all scores at that level.'
      : "Rows marked (oracle): each score at its own best level, as in the paper's table.",
  ].join(' ')
}
