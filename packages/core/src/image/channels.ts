/** Channel counts made equal. */
import { CutsError } from '../errors.ts'
import type { Image } from './image.ts'

/**
 * The image with `channels` channels: grey to colour by replication, colour to grey by the luma of Rec. 601
 * (0.299 R + 0.587 G + 0.114 B). Throws `Mismatch` for any other pair of counts.
 */
export function toChannels(image: Image, channels: number): Image {
  if (image.channels === channels) return image
  const area = image.width * image.height
  const pixels = new Float32Array(channels * area)
  if (image.channels === 1) {
    for (let c = 0; c < channels; c++) pixels.set(image.pixels, c * area)
  } else if (image.channels === 3 && channels === 1) {
    const { pixels: from } = image
    for (let i = 0; i < area; i++) pixels[i] = 0.299 * from[i]! + 0.587 * from[area + i]! + 0.114 * from[2 * area + i]!
  } else
    throw new CutsError('Mismatch', `an image of ${image.channels} channels cannot be used with ${channels}.`, {
      remedy: 'Convert the images to the same number of channels.',
    })
  return { ...image, channels, pixels }
}
