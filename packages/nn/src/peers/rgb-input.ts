/**
 * Images in the form that networks trained on photographs expect: three channels, normalised by their means and
 * deviations over ImageNet.
 */
import type { Planes } from '@cuts/core'
import { resample } from './resample.ts'

const means = [0.485, 0.456, 0.406]
const deviations = [0.229, 0.224, 0.225]

/**
 * Returns planes [3][height][width] in [0, 1] of an image in [-1, 1], resampled. Colour is kept; for any other number
 * of channels, the mean is repeated three times.
 */
export function rgbPlanes(image: Planes, size: { readonly width: number; readonly height: number }): Float32Array {
  const planes = resample(image.data, image, size)
  const area = size.width * size.height
  const rgb = new Float32Array(3 * area)
  for (let c = 0; c < 3; c++)
    for (let i = 0; i < area; i++) {
      let value = 0
      if (image.channels === 3) value = planes[c * area + i]!
      else for (let k = 0; k < image.channels; k++) value += planes[k * area + i]! / image.channels
      rgb[c * area + i] = Math.min(1, Math.max(0, (value + 1) / 2))
    }
  return rgb
}

/** (x - mean) / deviation of each plane, in place. */
export function normaliseRgb(planes: Float32Array): Float32Array {
  const area = planes.length / 3
  for (let i = 0; i < planes.length; i++) {
    const c = Math.floor(i / area)
    planes[i] = (planes[i]! - means[c]!) / deviations[c]!
  }
  return planes
}
