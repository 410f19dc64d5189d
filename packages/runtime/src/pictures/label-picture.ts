/** A label map as a picture, alone or over its image. */
import { CutsError, type Image, type LabelMap } from '@cuts/core'
import { drawImage } from './image-picture.ts'
import { createPalette, missingId, type Palette } from './palette.ts'
import { blend, type Raster, type RgbRaster, toRgb } from './raster.ts'

/**
 * Returns the label map in the colours of `palette`: indexed for up to 256 labels (a small PNG), RGB beyond. Throws
 * `InvalidArgument` if the palette lacks an id of the map.
 */
export function drawLabelMap(map: LabelMap, palette: Palette = createPalette([map])): Raster {
  const { width, height, labels } = map
  const rankOf = ranks(palette)
  const indexOf = new Map<number, number>()
  for (const id of distinct(labels)) {
    if (!rankOf.has(id)) throw missingId(id)
    indexOf.set(id, indexOf.size)
  }
  const colours = new Uint8Array(3 * indexOf.size)
  for (const [id, index] of indexOf) colours.set(colourAt(palette, rankOf.get(id)!), 3 * index)

  if (indexOf.size <= 256) {
    const data = new Uint8Array(labels.length)
    eachRun(labels, (id, start, end) => data.fill(indexOf.get(id)!, start, end))
    return { kind: 'indexed', width, height, data, palette: colours }
  }
  const data = new Uint8Array(3 * labels.length)
  eachRun(labels, (id, start, end) => {
    const from = 3 * indexOf.get(id)!
    for (let i = start; i < end; i++) data.set(colours.subarray(from, from + 3), 3 * i)
  })
  return { kind: 'rgb', width, height, data }
}

export interface OverlayOptions {
  readonly palette?: Palette | undefined
  /** Share of the label colour inside a region, 0 (image alone) to 1 (colour alone). */
  readonly alpha?: number | undefined
  /** Share of the label colour on pixels at the edge of a region, 0 to 1. */
  readonly edgeAlpha?: number | undefined
}

/**
 * The image tinted by its label map: every region in its colour at `alpha` (default 0.35), its outermost pixels at
 * `edgeAlpha` (default 0.9). Throws `InvalidArgument` when image and map differ in size.
 */
export function drawOverlay(image: Image, map: LabelMap, options: OverlayOptions = {}): RgbRaster {
  expectSameSize(image, map)
  const { palette = createPalette([map]), alpha = 0.35, edgeAlpha = 0.9 } = options
  const { width, height, labels } = map
  const rankOf = ranks(palette)
  const picture = toRgb(drawImage(image))
  const data = picture.data.slice()
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const id = labels[i]!
      const rank = rankOf.get(id)
      if (rank === undefined) throw missingId(id)
      const isEdge = (x + 1 < width && labels[i + 1] !== id) || (y + 1 < height && labels[i + width] !== id)
      blend(data, i, colourAt(palette, rank), isEdge ? edgeAlpha : alpha)
    }
  }
  return { ...picture, data }
}

/** Throws `InvalidArgument` unless both have the same width and height. */
export function expectSameSize(
  image: { readonly width: number; readonly height: number },
  other: { readonly width: number; readonly height: number },
): void {
  if (image.width !== other.width || image.height !== other.height)
    throw new CutsError(
      'InvalidArgument',
      `A map or mask drawn over an image of ${image.width}x${image.height} px must have the same size. Got ${other.width}x${other.height}.`,
    )
}

function ranks(palette: Palette): Map<number, number> {
  return new Map(Array.from(palette.ids, (id, rank) => [id, rank]))
}

function colourAt(palette: Palette, rank: number): [number, number, number] {
  const { colours } = palette
  return [colours[3 * rank]!, colours[3 * rank + 1]!, colours[3 * rank + 2]!]
}

function distinct(labels: Int32Array): Set<number> {
  const ids = new Set<number>()
  eachRun(labels, id => ids.add(id))
  return ids
}

/** Calls back once per stretch of equal labels: a map lookup per run instead of per pixel. */
function eachRun(labels: Int32Array, visit: (id: number, start: number, end: number) => void): void {
  for (let start = 0; start < labels.length; ) {
    const id = labels[start]!
    let end = start + 1
    while (end < labels.length && labels[end] === id) end++
    visit(id, start, end)
    start = end
  }
}
