/** Pictures inside of figures: pixels as PNG, outlines of masks as paths. */
import { type Mask, outlineRegions } from '@cuts/core'
import { encodePng } from '@cuts/formats'
import { type Raster, type Rgb, thumbnail } from '@cuts/runtime/pictures'
import { dataUri } from '../drawing/base64.ts'
import { escapeMarkup } from '../drawing/markup.ts'
import type { Svg } from './svg.ts'

/** Longer side of the pictures in a figure, px; enough for screens with two pixels per px. */
const mostPixels = 256

/** SVG in the pixels of a picture's own grid, scaled into a cell that is `side` wide and at most `side` high. */
export function cellSvg({ width, height }: Size, side: number, content: string): Svg {
  const cellHeight = Math.round(side * Math.min(1, height / width))
  return {
    text: `<svg width="${side}" height="${cellHeight}" viewBox="0 0 ${width} ${height}">${content}</svg>`,
    width: side,
    height: cellHeight,
  }
}

/** The picture itself, which fills its grid. If it has an id, `<use href="#id"/>` shows it again. */
export function imageElement(picture: Raster, { width, height }: Size, id?: string): string {
  const named = id === undefined ? '' : ` id="${escapeMarkup(id)}"`
  return (
    `<image${named} width="${width}" height="${height}" preserveAspectRatio="none" ` +
    `style="image-rendering:pixelated" href="${dataUri(encodePng(thumbnail(picture, mostPixels)), 'image/png')}"/>`
  )
}

interface Size {
  readonly width: number
  readonly height: number
}

/** The outline of the mask as a path. `width` is that of its line, as a share of the picture's side. */
export function contourPath(mask: Mask, colour: Rgb, width: number): string {
  const line = width * Math.max(mask.width, mask.height)
  return `<path d="${outlineData(mask)}" fill="none" stroke="rgb(${colour.join()})" stroke-width="${line.toFixed(2)}" stroke-linejoin="round"/>`
}

/** The mask in white on black. */
export function maskElement(mask: Mask): string {
  const { width, height } = mask
  return `<rect width="${width}" height="${height}"/><path d="${outlineData(mask)}" fill="#ffffff" fill-rule="evenodd"/>`
}

function outlineData({ width, height, data }: Mask): string {
  const labels = Int32Array.from(data, value => (value === 0 ? 0 : 1))
  return outlineRegions({ width, height, labels })
    .filter(({ label }) => label === 1)
    .flatMap(({ exterior, holes }) => [exterior, ...holes])
    .map(ring => {
      const corners: string[] = []
      for (let k = 0; k < ring.length; k += 2) corners.push(`${ring[k]} ${ring[k + 1]}`)
      return `M${corners.join('L')}Z`
    })
    .join('')
}

/** A few lines of text, centred, in a box of the given size; words that do not fit go to the next line. */
export function labelSvg(text: string, width: number, height: number, size = 10.5): Svg {
  const most = Math.max(4, Math.floor(width / (0.55 * size)))
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= most) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  const top = height - 4 - (lines.length - 1) * size * 1.15
  const spans = lines.map(
    (line, k) => `<tspan x="${width / 2}" y="${(top + k * size * 1.15).toFixed(1)}">${escapeMarkup(line)}</tspan>`,
  )
  return {
    text: `<svg width="${width}" height="${height}"><text text-anchor="middle" font-size="${size}" fill="#1a2128">${spans.join('')}</text></svg>`,
    width,
    height,
  }
}
