/** A sample's image as the networks of the comparison read it. */
import { checkOptions, type Image, imageOptions, prepareIntensities } from '@cuts/core'
import type { NetworkInput } from '@cuts/nn'

const scaling = checkOptions('image', imageOptions)

/** Intensities in [-1, 1], scaled as CUTS scales them by default. */
export function networkInput(image: Image): NetworkInput {
  const { width, height, channels } = image
  return { width, height, channels, data: prepareIntensities(image, scaling) }
}
