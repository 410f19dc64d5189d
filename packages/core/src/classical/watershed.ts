/**
 * The watershed that reproduces the paper's Table 1: dark parts of the image, split where they are thin. On most images
 * it has one or two regions, the thickest dark parts; the rest is label 0.
 */
import { squaredDistanceTransform } from '../image/distance-transform.ts'
import type { LabelMap } from '../image/image.ts'
import { otsuBin } from '../image/otsu.ts'
import type { Planes } from '../image/planes.ts'
import { connectedComponents } from '../labels/components.ts'
import { flood } from './flooding.ts'
import { greyLevels, swappedLuma } from './grey-levels.ts'
import { extreme3x3, open3x3 } from './opening.ts'

/**
 * Markers are the parts of the dark class deeper than this share of its deepest point, in squared distance. This
 * reproduces the row of the table as printed; plain distance does not.
 */
const markerShare = 0.9

/**
 * Grey levels (red and blue swapped) are opened and divided by Otsu's threshold. Markers are the maxima among 8
 * neighbours of the squared distance to the bright class, above 0.9 of the greatest. The dark class is flooded from
 * them, farthest from the bright class first. Labels count from 1; 0 is the bright class, and any dark pixel that no
 * marker reaches.
 */
export function markerWatershed(image: Planes): LabelMap {
  const { width, height } = image
  const grey = open3x3(greyLevels(image, swappedLuma), width, height)
  const threshold = otsuThreshold(grey)
  const dark = Uint8Array.from(grey, level => (level <= threshold ? 1 : 0))
  const depth = squaredDistanceTransform(
    dark.map(value => 1 - value),
    width,
    height,
  )
  const highest = depth.reduce((a, b) => Math.max(a, b), 0)
  const around = extreme3x3(depth, width, height, Math.max)
  const peaks = Uint8Array.from(depth, (value, i) => (value === around[i] && value > markerShare * highest ? 1 : 0))
  const labels = flood(
    depth.map(value => -value),
    numberMarked(peaks, width, height),
    width,
    dark,
  )
  return { width, height, labels }
}

/** The last grey level of the dark class. */
export function otsuThreshold(grey: Uint8Array): number {
  const counts = new Float64Array(256)
  for (const level of grey) counts[level]!++
  return otsuBin(counts)
}

/** The 4-connected components of the marked pixels, from 1 in raster order; 0 elsewhere. */
function numberMarked(marked: Uint8Array, width: number, height: number): Int32Array {
  const { components, count } = connectedComponents(marked, width, height, 4)
  const numbers = new Int32Array(count)
  let next = 0
  for (let i = 0; i < marked.length; i++)
    if (marked[i] !== 0 && numbers[components[i]!] === 0) numbers[components[i]!] = ++next
  return components.map(component => numbers[component]!)
}
