/** Names and meanings of the segmentations that metrics are reported for. */
import type { VolumeRowName } from '@cuts/runtime/results'

interface RowWords {
  readonly name: string
  readonly short: string
  readonly isOracle: boolean
  readonly meaning: string
}

/** The rows of images, and those that only the tree of a volume has. */
export const rowWords: { readonly [row in VolumeRowName]: RowWords } = {
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
    meaning: 'The most persistent regions of any granularity; the one most frequent under the true mask is scored.',
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
      'The granularity with the highest Dice, chosen using the true mask: an upper bound, not a result without labels.',
  },
  click: {
    name: 'One click',
    short: 'Click',
    isOracle: true,
    meaning:
      'The region under one click in the middle of the true mask, at the granularity with the highest Dice: the result of a user who sets the slider well.',
  },
  proposals: {
    name: 'Ten proposals',
    short: 'Propos.',
    isOracle: true,
    meaning:
      'The best of the first ten regions that are proposed without labels, chosen using the true mask: the result of a user who takes one of ten.',
  },
  node: {
    name: 'Best region',
    short: 'Region',
    isOracle: true,
    meaning:
      'The one region of any granularity with the highest Dice, chosen using the true mask: the most that a single region can give.',
  },
  twoNodes: {
    name: 'Best two nodes',
    short: 'Two nodes',
    isOracle: true,
    meaning: 'The two regions of the tree that fit the true mask best together, such as a left and a right part.',
  },
  twoClicks: {
    name: 'Two clicks',
    short: 'Two clicks',
    isOracle: true,
    meaning:
      'A second click in the middle of what the first one left out, and the best two regions that hold the clicked places: the result of a user who clicks twice and sets both sliders well.',
  },
}
