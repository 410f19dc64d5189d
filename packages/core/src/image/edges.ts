/**
 * How strongly intensities change at every pixel. Boundaries of objects that a mean colour hardly tells apart are
 * visible here.
 */
import { gaussianBlur } from './blur.ts'
import type { Planes } from './planes.ts'

/** Standard deviations of the blur before the gradient: a share of the longer side, and at least so many pixels. */
const scales = [
  { share: 0.004, least: 0.7 },
  { share: 0.008, least: 1.4 },
] as const

/**
 * Returns the magnitude of the gradient over all channels, [height * width]: the mean of two scales, each relative to
 * its mean over the image. The mean of the result is 1; all values are 0 for a constant image. O(pixels x sigma).
 */
export function edgeStrength(planes: Planes): Float32Array {
  const side = Math.max(planes.width, planes.height)
  const strength = new Float32Array(planes.width * planes.height)
  for (const { share, least } of scales) {
    const gradient = gradientMagnitude(gaussianBlur(planes, Math.max(least, share * side)))
    const mean = gradient.reduce((sum, value) => sum + value, 0) / gradient.length
    if (mean === 0) continue
    for (let i = 0; i < strength.length; i++) strength[i]! += gradient[i]! / (scales.length * mean)
  }
  return strength
}

/** Central differences; at the border the pixel itself stands for the missing neighbour. */
function gradientMagnitude({ width, height, channels, data }: Planes): Float64Array {
  const area = width * height
  const magnitude = new Float64Array(area)
  for (let plane = 0; plane < channels * area; plane += area)
    for (let y = 0, i = 0; y < height; y++)
      for (let x = 0; x < width; x++, i++) {
        const at = plane + i
        const dx = (data[x + 1 < width ? at + 1 : at]! - data[x > 0 ? at - 1 : at]!) / 2
        const dy = (data[y + 1 < height ? at + width : at]! - data[y > 0 ? at - width : at]!) / 2
        magnitude[i]! += dx * dx + dy * dy
      }
  for (let i = 0; i < area; i++) magnitude[i] = Math.sqrt(magnitude[i]!)
  return magnitude
}
