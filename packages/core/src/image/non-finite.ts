/** Pixels that are no numbers: division by zero upstream, or a reader's mark for "outside". */
import type { Image } from './image.ts'

/** How many values are NaN or infinite. */
export function countNonFinite(image: Image): number {
  let count = 0
  for (const value of image.pixels) if (!Number.isFinite(value)) count++
  return count
}

/** The image with every NaN or infinite value set to the smallest finite one (0 where there is none). */
export function replaceNonFinite(image: Image): Image {
  let smallest = Number.POSITIVE_INFINITY
  for (const value of image.pixels) if (Number.isFinite(value) && value < smallest) smallest = value
  const fill = smallest === Number.POSITIVE_INFINITY ? 0 : smallest
  return { ...image, pixels: image.pixels.map(value => (Number.isFinite(value) ? value : fill)) }
}
