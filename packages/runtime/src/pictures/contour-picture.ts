/**
 * Outlines of masks over their image, thin because they are drawn on an enlarged pixel grid. The outline of one mask
 * can run just inside its edge and that of another just outside, so that two masks that agree show both colours side by
 * side instead of one hiding the other.
 */
import { CutsError, type Image, type Mask } from '@cuts/core'
import { drawImage } from './image-picture.ts'
import { expectSameSize } from './label-picture.ts'
import type { Rgb } from './oklab.ts'
import { type RgbRaster, toRgb, upscale } from './raster.ts'

export interface Contour {
  readonly mask: Mask
  readonly colour: Rgb
  /** Which side of the mask's edge the line runs on; outside by default. */
  readonly side?: 'inside' | 'outside' | undefined
}

export interface ContourOptions {
  /** Enlargement of the image, a whole number; by default what brings the longer side near 512 px, from 2 to 8. */
  readonly upscale?: number | undefined
  /** Width of a line in pixels of the enlarged picture; by default about 1/200 of its longer side. */
  readonly lineWidth?: number | undefined
}

/**
 * The two colours of a comparison: apart in hue and lightness on grey and on reddish tissue, also for the colour-blind.
 */
export const contourColours: { readonly truth: Rgb; readonly prediction: Rgb } = {
  truth: [0, 229, 255],
  prediction: [255, 45, 149],
}

/**
 * Draws the contours in the order given, later over earlier. Throws `InvalidArgument` when a mask differs from the
 * image in size or a setting is no whole number from 1 up.
 */
export function drawContours(image: Image, contours: readonly Contour[], options: ContourOptions = {}): RgbRaster {
  const longerSide = Math.max(image.width, image.height)
  const factor = options.upscale ?? Math.min(8, Math.max(2, Math.round(512 / longerSide)))
  const lineWidth = options.lineWidth ?? Math.max(1, Math.round((longerSide * factor) / 200))
  if (!Number.isInteger(lineWidth) || lineWidth < 1)
    throw new CutsError(
      'InvalidArgument',
      `lineWidth of drawContours must be a whole number from 1 up. Got ${lineWidth}.`,
    )
  const picture = upscale(toRgb(drawImage(image)), factor)
  const data = picture.data.slice()
  for (const { mask, colour, side = 'outside' } of contours) {
    expectSameSize(image, mask)
    const line = side === 'inside' ? insideLine(mask, factor, lineWidth) : outsideLine(mask, factor, lineWidth)
    for (let i = 0; i < line.length; i++) {
      if (line[i] === 0) continue
      for (let k = 0; k < 3; k++) data[3 * i + k] = colour[k]!
    }
  }
  return { ...picture, data }
}

/**
 * Pixels of the enlarged mask within `lineWidth` of a pixel that is not in it; beyond the picture counts as not in it.
 */
function insideLine(mask: Mask, factor: number, lineWidth: number): Uint8Array {
  const width = mask.width * factor
  const height = mask.height * factor
  const inside = enlarge(mask, factor)
  const core = shrink(inside, width, height, lineWidth)
  for (let i = 0; i < inside.length; i++) inside[i] = inside[i]! & ~core[i]! & 1
  return inside
}

/**
 * Pixels outside the enlarged mask, within `lineWidth` of a pixel inside it. If the mask touches the border, the line
 * is inside.
 */
function outsideLine(mask: Mask, factor: number, lineWidth: number): Uint8Array {
  const width = mask.width * factor
  const height = mask.height * factor
  const line = enlarge(mask, factor)
  const outside = new Uint8Array(line.length)
  for (let i = 0; i < line.length; i++) outside[i] = 1 - line[i]!
  const far = shrink(outside, width, height, lineWidth, 1)
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const border = Math.min(x, y, width - 1 - x, height - 1 - y) < lineWidth
      line[i] = line[i] === 1 ? Number(border) : 1 - far[i]!
    }
  }
  return line
}

function enlarge({ width, height, data }: Mask, factor: number): Uint8Array {
  const big = new Uint8Array(width * factor * height * factor)
  for (let y = 0, to = 0; y < height * factor; y++) {
    const row = Math.floor(y / factor) * width
    for (let x = 0; x < width; x++) for (let k = 0; k < factor; k++, to++) big[to] = data[row + x] === 0 ? 0 : 1
  }
  return big
}

/** Erosion by a square of half-width `radius`: rows, then columns; `beyond` is the value past the border. */
function shrink(set: Uint8Array, width: number, height: number, radius: number, beyond = 0): Uint8Array {
  const rows = erodeLines(set, { lines: height, length: width, lineStep: width, step: 1, radius, beyond })
  return erodeLines(rows, { lines: width, length: height, lineStep: 1, step: width, radius, beyond })
}

interface Lines {
  readonly lines: number
  readonly length: number
  readonly lineStep: number
  readonly step: number
  readonly radius: number
  readonly beyond: number
}

/** A pixel stays when no pixel of its line within `radius` is unset: distance to the last unset one, both ways. */
function erodeLines(set: Uint8Array, { lines, length, lineStep, step, radius, beyond }: Lines): Uint8Array {
  const kept = new Uint8Array(set.length)
  const start = beyond === 0 ? 0 : radius
  for (let line = 0; line < lines; line++) {
    const base = line * lineStep
    let distance = start
    for (let i = 0, at = base; i < length; i++, at += step) {
      distance = set[at] === 0 ? 0 : distance + 1
      kept[at] = distance > radius ? 1 : 0
    }
    distance = start
    for (let i = length - 1, at = base + (length - 1) * step; i >= 0; i--, at -= step) {
      distance = set[at] === 0 ? 0 : distance + 1
      if (distance <= radius) kept[at] = 0
    }
  }
  return kept
}
