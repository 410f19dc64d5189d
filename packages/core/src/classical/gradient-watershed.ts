/** A tuned watershed: colour gradients flooded from the most important basins. */
import { gaussianBlur } from '../image/blur.ts'
import type { LabelMap } from '../image/image.ts'
import type { Planes } from '../image/planes.ts'
import { largestBasins } from './basins.ts'
import { flood } from './flooding.ts'
import { gradientLength } from './gradient.ts'
import { perceivedColours } from './perceived-colours.ts'

export interface GradientWatershedOptions {
  /** Number of basins of the gradient that are flooded: those that hold the most water. */
  readonly segments: number
  /** Standard deviation of the smoothing before segmentation, px. */
  readonly sigma: number
}

/**
 * Returns connected regions that are separated where the colour changes fast: L*a*b*, grey levels, or all channels if
 * there are neither 1 nor 3. Labels are numbered from 1, the region of the largest basin first.
 */
export function gradientWatershed(image: Planes, { segments, sigma }: GradientWatershedOptions): LabelMap {
  const { width, height } = image
  const relief = gradientLength(gaussianBlur(perceivedColours(image), sigma))
  return { width, height, labels: flood(relief, largestBasins(relief, width, segments), width) }
}
