/** Pixels that are not numbers: division by zero upstream, or a reader's mark for "outside". */
import type { Image } from './image.ts'

/**
 * Returns the image with every NaN or infinite value set to the smallest finite one, or 0 if none is finite, and the
 * number of these values.
 */
export function replaceNonFinite(image: Image): { readonly image: Image; readonly replaced: number } {
  let smallest = Number.POSITIVE_INFINITY
  let replaced = 0
  for (const value of image.pixels)
    if (!Number.isFinite(value)) replaced++
    else if (value < smallest) smallest = value
  if (replaced === 0) return { image, replaced }
  const fill = smallest === Number.POSITIVE_INFINITY ? 0 : smallest
  return { image: { ...image, pixels: image.pixels.map(value => (Number.isFinite(value) ? value : fill)) }, replaced }
}
