/** A watershed as one would tune it: colour gradients flooded from the basins that matter. */
import { gaussianBlur } from '../image/blur.ts'
import type { LabelMap } from '../image/image.ts'
import type { Planes } from '../image/planes.ts'
import { largestBasins } from './basins.ts'
import { flood } from './flooding.ts'
import { gradientLength } from './gradient.ts'
import { perceivedColours } from './perceived-colours.ts'

export interface GradientWatershedOptions {
  /** Regions: so many basins of the gradient are flooded, those that hold most water. */
  readonly segments: number
  /** Standard deviation of the smoothing before, px. */
  readonly sigma: number
}

/**
 * Connected regions parted where L*a*b* (grey levels; or all channels, where there are neither 1 nor 3) changes fast. Labels
 * are numbered from 1, the region of the largest basin first.
 */
export function gradientWatershed(image: Planes, { segments, sigma }: GradientWatershedOptions): LabelMap {
  const { width, height } = image
  const relief = gradientLength(gaussianBlur(perceivedColours(image), sigma))
  return { width, height, labels: flood(relief, largestBasins(relief, width, segments), width) }
}
