/**
 * An image cut into tiles with a halo. Borders are replicated before every convolution, at tile borders too. That
 * affects only the halo, which is as wide as the receptive field and is cut off, so tiles give the same result as the
 * whole image.
 */
import { receptiveRadius } from './parameters.ts'

export interface Tile {
  /** The part of the image that this tile covers. */
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
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
    columns.map(([x, beyond]) => ({
      x,
      y,
      width: beyond - x,
      height: below - y,
      left: Math.max(0, x - receptiveRadius),
      top: Math.max(0, y - receptiveRadius),
      right: Math.min(width, beyond + receptiveRadius),
      bottom: Math.min(height, below + receptiveRadius),
    })),
  )
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
