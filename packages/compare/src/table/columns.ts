/** The columns of the table, and the protocol in words. */
import { metricHeading, metricNames, perMetric } from '@cuts/core/metrics'
import type { Comparison } from '../comparison.ts'
import { mostClicks } from '../protocol/clicking.ts'

export const columns = perMetric(metricNames, (name, { digits, better }) => ({
  title: metricHeading(name),
  digits,
  best: better,
}))

/** Describes how the figures were computed. The text stands below every table. */
export function describeProtocol({ protocol, images, emptyTruths = [], seeds, results }: Comparison): string {
  const { hint, clicks, oracle } = protocol
  const chance =
    seeds.length === 1
      ? `with seed ${seeds[0]} for methods that use random numbers`
      : `of the mean over seeds ${seeds.join(', ')} for methods that use random numbers`
  const clicked = clicks === 1 ? 'one simulated click' : `${clicks} simulated clicks`
  return [
    `${images.length} images; mean ± standard error over images, ${chance}.`,
    ...(emptyTruths.length === 0
      ? []
      : [`Images left out of the means because their masks mark nothing: ${emptyTruths.length}.`]),
    hint === 'label'
      ? "In label maps, the region most frequent under the truth is scored (the paper's label hint)."
      : `In label maps, the regions under ${clicked} in the truth are scored.`,
    oracle === 'dice'
      ? 'Rows marked (oracle): the level with the highest Dice, all scores at that level.'
      : "Rows marked (oracle): each score at its own best level, as in the paper's table.",
    ...(results.some(({ clicks }) => clicks !== undefined)
      ? [
          `Rows with an IoU after clicks: the scores are those after one simulated click; at most ${mostClicks} clicks, each in the middle of the larger error, and ${mostClicks} stands for a goal that was not reached.`,
        ]
      : []),
  ].join(' ')
}
