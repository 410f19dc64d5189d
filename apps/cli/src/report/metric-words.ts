/** What the metrics and the rows they are reported for are called, in one place. */
import type { MetricRow, MetricRowName } from '@cuts/runtime'

interface MetricWords {
  readonly name: string
  readonly unit?: string
  readonly digits: number
  readonly better: 'higher' | 'lower'
  readonly meaning: string
}

export const metricWords: { readonly [metric in keyof MetricRow]: MetricWords } = {
  dice: { name: 'Dice', digits: 3, better: 'higher', meaning: 'overlap of two masks, 0 to 1' },
  hausdorff: {
    name: 'Hausdorff',
    unit: 'px',
    digits: 1,
    better: 'lower',
    meaning: 'largest distance from one mask to the other',
  },
  ssim: { name: 'SSIM', digits: 3, better: 'higher', meaning: 'structural similarity of the masks, at most 1' },
  ergas: { name: 'ERGAS', digits: 0, better: 'lower', meaning: 'relative error, scaled as in the paper' },
  rmse: { name: 'RMSE', digits: 3, better: 'lower', meaning: 'square root of the share of wrong pixels' },
}

export const metricNames = Object.keys(metricWords) as readonly (keyof MetricRow)[]

interface RowWords {
  readonly name: string
  readonly short: string
  readonly isOracle: boolean
  readonly meaning: string
}

export const rowWords: { readonly [row in MetricRowName]: RowWords } = {
  kmeans: {
    name: 'Spectral k-means',
    short: 'k-means',
    isOracle: false,
    meaning: 'Pixels grouped by their embedding; the group most frequent under the true mask is scored.',
  },
  persistent: {
    name: 'Persistent structures',
    short: 'Persist.',
    isOracle: false,
    meaning:
      'Regions that stay whole longest while granularity coarsens; the one most frequent under the true mask is scored.',
  },
  auto: {
    name: 'Automatic level',
    short: 'Auto',
    isOracle: false,
    meaning:
      'The granularity chosen without labels, of about a dozen regions; the region most frequent under the true mask is scored.',
  },
  best: {
    name: 'Best level',
    short: 'Best',
    isOracle: true,
    meaning:
      'The granularity with the highest Dice, chosen with the true mask at hand: an upper bound, not a result without labels.',
  },
  click: {
    name: 'One click',
    short: 'Click',
    isOracle: true,
    meaning:
      'The region under one click in the middle of the true mask, at the granularity with the highest Dice: what a user who sets the slider well would get.',
  },
}
