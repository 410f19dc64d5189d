/** How a prediction becomes one mask, and that mask scores: the switches of the comparison. */
export interface Protocol {
  /** What tells which region is meant: the paper's label hint, which sees the whole truth, or simulated clicks. */
  readonly hint: 'label' | 'point'
  /** Clicks that are simulated, at most; 1 or more. */
  readonly clicks: number
  /** The oracle's level: the one with the highest Dice for all metrics, or, as in the paper, each metric's own best. */
  readonly oracle: 'dice' | 'metric'
}

export const defaultProtocol: Protocol = { hint: 'label', clicks: 1, oracle: 'dice' }
