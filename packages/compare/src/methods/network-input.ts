/** A sample's image as the networks of the comparison read it. */
import { checkOptions, type Image, imageOptions, type Planes, prepareIntensities } from '@cuts/core'

const scaling = checkOptions('image', imageOptions)

/** Intensities in [-1, 1], scaled as CUTS scales them by default. */
export function networkInput(image: Image): Planes {
  const { width, height, channels } = image
  return { width, height, channels, data: prepareIntensities(image, scaling) }
}
