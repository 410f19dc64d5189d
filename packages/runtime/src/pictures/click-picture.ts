/** A picked region as a picture: its outline over the image, and the clicks that picked it. */
import type { Image, Mask } from '@cuts/core'
import { contourColours, drawContours } from './contour-picture.ts'
import type { Rgb } from './oklab.ts'
import type { RgbRaster } from './raster.ts'
import { reduceImage, reduceMask } from './reduce.ts'

export interface ClickMark {
  /** Pixel of the image. */
  readonly x: number
  readonly y: number
  /** Inside (1) or outside (-1). */
  readonly sign: 1 | -1
}

/** A box by its first and last column and row, inclusive. */
interface Frame {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

const white: Rgb = [255, 255, 255]
const black: Rgb = [0, 0, 0]

/** Longer side of a picture, at most; small images are enlarged towards it. */
const pictureSide = 1024

/**
 * Outline, then the box if there is one, then the clicks: a white disc with a plus inside what is meant, a black one
 * with a minus outside. Throws `InvalidArgument` for a mask of another size.
 */
export function drawPick(
  image: Image,
  mask: Mask,
  { clicks = [], box }: { readonly clicks?: readonly ClickMark[]; readonly box?: Frame | undefined } = {},
): RgbRaster {
  const seen = reduceImage(image, pictureSide)
  const small = reduceMask(mask, pictureSide)
  const longer = Math.max(seen.width, seen.height)
  const factor = Math.max(1, Math.min(4, Math.floor(pictureSide / longer)))
  const colour = contourColours.prediction
  const picture = drawContours(seen, [{ mask: small, colour }], { upscale: factor })
  const canvas: RgbRaster = { ...picture, data: picture.data.slice() }
  // From the middle of a pixel of the image to the picture.
  const scale = factor / Math.max(1, Math.ceil(Math.max(image.width, image.height) / pictureSide))
  const line = Math.max(1, Math.round((longer * factor) / 300))
  if (box !== undefined) drawFrame(canvas, box, scale, line)
  const radius = Math.max(5, Math.round((longer * factor) / 45))
  for (const { x, y, sign } of clicks) drawMark(canvas, (x + 0.5) * scale, (y + 0.5) * scale, radius, sign)
  return canvas
}

function drawMark(canvas: RgbRaster, x: number, y: number, radius: number, sign: 1 | -1): void {
  const [ground, ink] = sign === 1 ? [white, black] : [black, white]
  const [arm, half] = [radius * 0.6, Math.max(0.75, radius * 0.15)]
  for (let v = Math.floor(y - radius) - 1; v <= y + radius + 1; v++)
    for (let u = Math.floor(x - radius) - 1; u <= x + radius + 1; u++) {
      const [dx, dy] = [Math.abs(u + 0.5 - x), Math.abs(v + 0.5 - y)]
      const away = Math.hypot(dx, dy)
      const isSign = (dx <= arm && dy <= half) || (sign === 1 && dy <= arm && dx <= half)
      // A rim in the colour of the sign keeps the disc apart from what is as bright as it.
      if (away <= radius + 1) put(canvas, u, v, away > radius || isSign ? ink : ground)
    }
}

function drawFrame(canvas: RgbRaster, { left, top, right, bottom }: Frame, scale: number, line: number): void {
  const [x0, y0, x1, y1] = [left * scale, top * scale, (right + 1) * scale, (bottom + 1) * scale].map(Math.round) as [
    number,
    number,
    number,
    number,
  ]
  for (let v = y0; v < y1; v++)
    for (let u = x0; u < x1; u++)
      if (Math.min(u - x0, v - y0, x1 - 1 - u, y1 - 1 - v) < line) put(canvas, u, v, contourColours.truth)
}

function put({ width, height, data }: RgbRaster, x: number, y: number, colour: Rgb): void {
  if (x >= 0 && y >= 0 && x < width && y < height) data.set(colour, 3 * (y * width + x))
}
