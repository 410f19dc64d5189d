/** Images as the training-free methods take them: one scaling, and lengths that grow with the image. */
import {
  checkOptions,
  type Embedding,
  type Image,
  imageOptions,
  type PixelFeatures,
  type PreparedImage,
  prepareIntensities,
} from '@cuts/core'

const scaling = checkOptions('image', imageOptions)

/** Intensities in [-1, 1], as the presets scale them. */
export function preparedSample(image: Image): PreparedImage {
  const { width, height, channels } = image
  return { width, height, channels, data: prepareIntensities(image, scaling) }
}

/** A length given for images of 128 px along their longer side, in pixels of this image. */
export function scaledLength({ width, height }: Image, at128: number): number {
  return (at128 * Math.max(width, height)) / 128
}

/** Planes [dims][height][width] as one row a pixel. */
export function pixelRows({ width, height, dims, data }: Embedding): PixelFeatures {
  const area = width * height
  const rows = new Float32Array(data.length)
  for (let d = 0; d < dims; d++) for (let i = 0; i < area; i++) rows[i * dims + d] = data[d * area + i]!
  return { width, height, dims, data: rows }
}
