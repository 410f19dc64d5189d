/** Images as the methods beside CUTS take them: one scaling, and lengths that grow with the image. */
import { type Image, intensityOptions, type PixelFeatures, type Planes, prepareIntensities } from '@cuts/core'
import { checkOptions } from '@cuts/core/options'

const scaling = checkOptions('image', intensityOptions)

/** Intensities in [-1, 1], scaled as CUTS scales them by default. */
export function preparedSample(image: Image): Planes {
  return prepareIntensities(image, scaling)
}

/** A length given for images of 128 px along their longer side, in pixels of this image. */
export function scaledLength({ width, height }: Image, at128: number): number {
  return (at128 * Math.max(width, height)) / 128
}

/** The values of every pixel, one row each. */
export function pixelRows({ width, height, channels, data }: Planes): PixelFeatures {
  const area = width * height
  const rows = new Float32Array(data.length)
  for (let c = 0; c < channels; c++) for (let i = 0; i < area; i++) rows[i * channels + c] = data[c * area + i]!
  return { width, height, dims: channels, data: rows }
}
