/** The columns of the table: one place for names, units and digits. */
import type { Comparison, ScoreName } from '../comparison.ts'

export const columns: {
  readonly [name in ScoreName]: { readonly title: string; readonly digits: number; readonly best: 'high' | 'low' }
} = {
  dice: { title: 'Dice', digits: 3, best: 'high' },
  hausdorff: { title: 'Hausdorff (px)', digits: 2, best: 'low' },
  hd95: { title: 'HD95 (px)', digits: 2, best: 'low' },
  ssim: { title: 'SSIM', digits: 3, best: 'high' },
  ergas: { title: 'ERGAS', digits: 0, best: 'low' },
  rmse: { title: 'RMSE', digits: 3, best: 'low' },
}

/** How the figures came about, in words: beneath every table. */
export function describeProtocol({ protocol, images, seeds }: Comparison): string {
  const { hint, clicks, oracle } = protocol
  const chance =
    seeds.length === 1
      ? `with seed ${seeds[0]} where there is chance`
      : `of the mean over seeds ${seeds.join(', ')} where there is chance`
  const clicked = clicks === 1 ? 'one simulated click' : `${clicks} simulated clicks`
  return [
    `${images.length} images; mean ± standard error over images, ${chance}.`,
    hint === 'label'
      ? "Of label maps, the region most frequent under the truth counts (the paper's label hint)."
      : `Of label maps, the regions under ${clicked} in the truth count.`,
    oracle === 'dice'
      ? 'Rows marked (oracle): the level with the highest Dice, all scores at that level.'
      : "Rows marked (oracle): each score at its own best level, as in the paper's table.",
  ].join(' ')
}
