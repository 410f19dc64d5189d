/** The protocol of a comparison: how a prediction becomes one mask, and how the mask is scored. */
export interface Protocol {
  /**
   * How the region to score is chosen: by the paper's label hint, which uses the whole truth, or by simulated clicks.
   */
  readonly hint: 'label' | 'point'
  /** Maximum number of simulated clicks; at least 1. */
  readonly clicks: number
  /** The oracle's level: the one with the highest Dice for all metrics, or, as in the paper, each metric's own best. */
  readonly oracle: 'dice' | 'metric'
}

export const defaultProtocol: Protocol = { hint: 'label', clicks: 1, oracle: 'dice' }
