/** Masks made larger, smaller, smoother, or whole. What lies beyond the border of the image has no say. */
import { gaussianBlur } from '../image/blur.ts'
import { squaredDistanceTransform } from '../image/distance-transform.ts'
import type { Mask } from '../image/image.ts'
import { connectedComponents, largestComponent } from '../labels/components.ts'

/** Pixels within `radius`, px, of a pixel of the mask. O(pixels). */
export function growMask(mask: Mask, radius: number): Mask {
  const distances = squaredDistanceTransform(mask.data, mask.width, mask.height)
  return { ...mask, data: Uint8Array.from(distances, square => (square <= radius * radius ? 1 : 0)) }
}

/** Pixels of the mask farther than `radius`, px, from every pixel outside it. O(pixels). */
export function shrinkMask(mask: Mask, radius: number): Mask {
  const distances = squaredDistanceTransform(complement(mask), mask.width, mask.height)
  return { ...mask, data: Uint8Array.from(distances, square => (square > radius * radius ? 1 : 0)) }
}

/**
 * The mask blurred by a Gaussian of standard deviation `radius`, px, where it is at least half: straight edges stay,
 * details smaller than the radius vanish, inside as outside. O(pixels x radius).
 */
export function smoothMask({ width, height, data, ...others }: Mask, radius: number): Mask {
  const blurred = gaussianBlur(
    { width, height, channels: 1, data: Float32Array.from(data, value => +(value !== 0)) },
    radius,
  )
  // A straight edge is half: rounding must not decide.
  return { width, height, ...others, data: Uint8Array.from(blurred.data, value => (value >= 0.5 - 1e-6 ? 1 : 0)) }
}

/** The mask with what it encloses: pixels outside it that no path by sides joins to the border. O(pixels). */
export function fillHoles(mask: Mask): Mask {
  const { width, height } = mask
  const outside = complement(mask)
  const { components, count } = connectedComponents(outside, width, height, 4)
  const isOpen = new Uint8Array(count)
  const mark = (i: number): void => {
    isOpen[components[i]!] = 1
  }
  for (let x = 0; x < width; x++) {
    mark(x)
    mark((height - 1) * width + x)
  }
  for (let y = 0; y < height; y++) {
    mark(y * width)
    mark(y * width + width - 1)
  }
  return { ...mask, data: outside.map((value, i) => (value === 1 && isOpen[components[i]!] === 1 ? 0 : 1)) }
}

/** The largest part of the mask whose pixels touch by sides or corners. O(pixels). */
export function keepLargest(mask: Mask): Mask {
  return { ...mask, data: largestComponent(mask.data, mask.width, mask.height) }
}

function complement({ data }: Mask): Uint8Array {
  return data.map(value => (value === 0 ? 1 : 0))
}
