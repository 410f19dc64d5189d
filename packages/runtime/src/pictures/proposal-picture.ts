/** One region of an image as a small picture: the region as bright as it is, the rest dimmed, and a line between. */
import type { Mask } from '@cuts/core'
import { contourColours } from './contour-picture.ts'
import { expectSameSize } from './label-picture.ts'
import type { Rgb } from './oklab.ts'
import type { RgbRaster } from './raster.ts'

/** Share of their brightness that pixels outside keep: enough to see where in the image the region lies. */
const kept = 0.5

/** Throws `InvalidArgument` when picture and mask differ in size. */
export function drawProposal(picture: RgbRaster, mask: Mask, colour: Rgb = contourColours.prediction): RgbRaster {
  expectSameSize(picture, mask)
  const { width, height } = picture
  const data = picture.data.slice()
  const isIn = (x: number, y: number): boolean =>
    x >= 0 && y >= 0 && x < width && y < height && mask.data[y * width + x] !== 0
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++) {
      if (mask.data[i] !== 0) continue
      // The line is outside: it hides nothing of a region that is a few pixels large.
      if (isIn(x - 1, y) || isIn(x + 1, y) || isIn(x, y - 1) || isIn(x, y + 1)) data.set(colour, 3 * i)
      else for (let s = 3 * i; s < 3 * i + 3; s++) data[s] = Math.round(kept * data[s]!)
    }
  return { ...picture, data }
}
