/**
 * An image cut into tiles with a halo. Borders are replicated before every convolution, at tile borders too. That
 * affects only the halo, which is as wide as the receptive field and is cut off, so tiles give the same result as the
 * whole image.
 */
import { receptiveRadius } from './parameters.ts'

/** A rectangle of an image, px. */
export interface Part {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** The part of the image that a tile covers, and what is read for it. */
export interface Tile extends Part {
  /** The part that is read: the tile and its halo, clipped to the image. */
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** Side of a tile, px: large enough that the halo costs little, small enough that the layers of one fit in memory. */
export const tileSide = 256

/** Tiles of about equal size, at most `side` wide and high, row by row. */
export function tiles(width: number, height: number, side: number = tileSide): Tile[] {
  const columns = divide(width, side)
  return divide(height, side).flatMap(([y, below]) =>
    columns.map(([x, beyond]) => withHalo({ x, y, width: beyond - x, height: below - y }, width, height)),
  )
}

/** The tile of a part of an image of this size. */
export function withHalo(part: Part, width: number, height: number): Tile {
  return {
    ...part,
    left: Math.max(0, part.x - receptiveRadius),
    top: Math.max(0, part.y - receptiveRadius),
    right: Math.min(width, part.x + part.width + receptiveRadius),
    bottom: Math.min(height, part.y + part.height + receptiveRadius),
  }
}

/** [start, end) of the fewest equal parts of [0, length) that are no longer than `most`. */
function divide(length: number, most: number): [number, number][] {
  const count = Math.ceil(length / most)
  return Array.from({ length: count }, (_, i) => [
    Math.floor((i * length) / count),
    Math.floor(((i + 1) * length) / count),
  ])
}

/** The pixels a tile reads, [channels][bottom - top][right - left]. */
export function readTile(
  image: { readonly width: number; readonly height: number; readonly channels: number; readonly data: Float32Array },
  tile: Tile,
): Float32Array {
  const { width, height, channels, data } = image
  const w = tile.right - tile.left
  const h = tile.bottom - tile.top
  if (w === width && h === height) return data
  const out = new Float32Array(channels * w * h)
  for (let c = 0, to = 0; c < channels; c++)
    for (let y = tile.top; y < tile.bottom; y++, to += w) {
      const from = (c * height + y) * width + tile.left
      out.set(data.subarray(from, from + w), to)
    }
  return out
}
