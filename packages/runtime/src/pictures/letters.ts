/** The letters that name the sides of a picture of a patient, as dots. */
import type { RgbRaster } from './raster.ts'

const rows = 7
const columns = 5
const glyphs: { readonly [letter: string]: string } = {
  A: '01110 10001 10001 11111 10001 10001 10001',
  I: '01110 00100 00100 00100 00100 00100 01110',
  L: '10000 10000 10000 10000 10000 10000 11111',
  P: '11110 10001 10001 11110 10000 10000 10000',
  R: '11110 10001 10001 11110 10100 10010 10001',
  S: '01111 10000 10000 01110 00001 00001 11110',
}

/** What lies beyond each side of a picture. */
export interface SideLetters {
  readonly left: string
  readonly right: string
  readonly top: string
  readonly bottom: string
}

/** Writes the letters, white with a dark rim, in the middle of the four sides of the picture, in place. */
export function drawSideLetters(picture: RgbRaster, letters: SideLetters, dot = 2): void {
  const { width, height } = picture
  const [wide, high, gap] = [columns * dot, rows * dot, 2 * dot]
  const [middle, half] = [Math.floor((width - wide) / 2), Math.floor((height - high) / 2)]
  drawLetter(picture, letters.left, { x: gap, y: half }, dot)
  drawLetter(picture, letters.right, { x: width - wide - gap, y: half }, dot)
  drawLetter(picture, letters.top, { x: middle, y: gap }, dot)
  drawLetter(picture, letters.bottom, { x: middle, y: height - high - gap }, dot)
}

function drawLetter(
  { width, height, data }: RgbRaster,
  letter: string,
  at: { readonly x: number; readonly y: number },
  dot: number,
): void {
  const glyph = glyphs[letter]?.split(' ')
  if (glyph === undefined) return
  const isSet = (x: number, y: number): boolean => glyph[Math.floor(y / dot)]?.[Math.floor(x / dot)] === '1'
  for (let y = -1; y <= rows * dot; y++)
    for (let x = -1; x <= columns * dot; x++) {
      const [px, py] = [at.x + x, at.y + y]
      if (px < 0 || py < 0 || px >= width || py >= height) continue
      if (isSet(x, y)) data.fill(255, 3 * (py * width + px), 3 * (py * width + px) + 3)
      else if ([-1, 0, 1].some(dy => [-1, 0, 1].some(dx => isSet(x + dx, y + dy))))
        data.fill(0, 3 * (py * width + px), 3 * (py * width + px) + 3)
    }
}
