/** Plain colour in place of an embedding: the control that a learned embedding has to beat. */
import type { Embedding } from '../embedding/embedding.ts'
import { gaussianBlur } from './blur.ts'
import type { Image } from './image.ts'
import { prepareIntensities } from './prepare.ts'
import type { IntensityOptions } from './scale.ts'
import { reducePlanes } from './working-size.ts'

/** Prepared intensities at the working size, blurred by `sigma` px (0: raw pixels), one feature a channel. */
export function colourFeatures(image: Image, sigma: number, options: IntensityOptions): Embedding {
  const { width, height, channels, data } = gaussianBlur(
    reducePlanes(prepareIntensities(image, options), options.workingSide),
    sigma,
  )
  return { width, height, dims: channels, data }
}
