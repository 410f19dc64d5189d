/** What makes a part likely to be meant, as weights of the numbers that describe it. */
import { featureNames } from './describe.ts'

type FeatureName = (typeof featureNames)[number]
/** A weight for each number; those left out weigh nothing. */
export type Weights = { readonly [Name in FeatureName]?: number }

export interface PickRules {
  /** For the first click, before there is a mask. */
  readonly first: Weights
  /** For clicks that add to a mask. */
  readonly add: Weights
  /** For clicks that take away from it. */
  readonly remove: Weights
}

/**
 * Fitted once to simulated clicks on images of seven kinds (`npm run bench -- clicks --fit 1`), rounded and frozen. No
 * number has a unit: contrasts are multiples of the image's mean, areas are shares of the image.
 */
export const frozenRules: PickRules = {
  first: {
    share: 0.1,
    shareSquared: -0.8,
    contrast: 0.7,
    edge: -0.1,
    weak: -2.9,
    border: -5.8,
    compact: 0.3,
    growth: 2.2,
    grown: -0.4,
    central: 3.7,
    life: 1.2,
    rank: -1.9,
    stands: 0.2,
    piece: -2.5,
    wand: -1.5,
    path: -1.1,
    walk: 0.5,
    mixed: -0.1,
    like: -0.6,
    spread: 0.6,
    disc: -2.1,
  },
  add: {
    shareSquared: 0.2,
    contrast: 0.1,
    edge: 0.1,
    weak: -1.6,
    border: -2.8,
    compact: 0.5,
    growth: 0.5,
    grown: -0.6,
    central: 6.3,
    life: -0.2,
    rank: 0.1,
    stands: 0.2,
    piece: 3.0,
    wand: -0.4,
    path: -0.3,
    walk: 0.6,
    spot: 0.6,
    mixed: -0.2,
    like: -0.1,
    spread: 0.2,
    relative: -0.1,
    relativeSquared: 0.2,
    cut: -3.0,
    edgeChange: 0.1,
    compactChange: -0.2,
    touch: 3.4,
    likely: 0.3,
    likelier: 0.6,
    seeds: 0.5,
    room: 0.1,
    disc: 1.3,
  },
  remove: {
    share: 0.1,
    contrast: 0.1,
    edge: 0.3,
    weak: -0.8,
    border: 3.1,
    compact: 0.8,
    grown: 0.4,
    central: 7.0,
    life: 0.4,
    rank: 0.3,
    stands: -0.2,
    piece: 3.9,
    wand: -0.1,
    path: -0.4,
    walk: 0.2,
    spot: -1.4,
    mixed: -2.0,
    like: -0.4,
    spread: 0.3,
    relative: -0.1,
    cut: -2.6,
    edgeChange: 1.8,
    compactChange: 0.4,
    touch: 2.5,
    likely: 0.6,
    likelier: 1.1,
    seeds: 0.8,
    disc: 1.6,
  },
}

/** The worth of every part, [parts], from its rows of numbers. */
export function worthOf(rows: Float64Array, weights: Weights): Float64Array {
  const count = featureNames.length
  const vector = featureNames.map(name => weights[name] ?? 0)
  return Float64Array.from({ length: rows.length / count }, (_, part) =>
    vector.reduce((sum, weight, k) => sum + weight * rows[part * count + k]!, 0),
  )
}
