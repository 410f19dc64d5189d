/** Converts a file's intensities to the network's input: air and shading removed if requested, then scaled. */
import { flattenBias } from './bias.ts'
import { foregroundMask, scaleForeground } from './foreground.ts'
import type { Image } from './image.ts'
import type { Planes } from './planes.ts'
import { type IntensityOptions, scaleIntensities } from './scale.ts'

/** Intensities in [-1, 1]. If the image has no air around it, `foreground` changes nothing. Pixels must be finite. */
export function prepareIntensities(image: Image, options: IntensityOptions): Planes {
  const { width, height, channels } = image
  return { width, height, channels, data: prepare(image, options) }
}

function prepare(image: Image, options: IntensityOptions): Float32Array {
  if (!options.foreground && !options.flatten) return scaleIntensities(image, options)
  const { mask } = foregroundMask(image)
  const flat = options.flatten ? flattenBias(image, mask, options.flattenDegree).image : image
  return options.foreground ? scaleForeground(flat, mask, options) : scaleIntensities(flat, options)
}
