/**
 * Part of one segment: where a click is in a piece of a segment that differs from the rest of it, an error may be
 * smaller than the segment. Two-means of the segment's own pixels, and the connected piece under the click.
 */
import type { Click, SelectionSpace } from './space.ts'

export interface Spot {
  /** The pixels, by index, the clicked one among them. */
  readonly pixels: Int32Array
  /** Share of the variance of the segment's values that the two means explain, in [0, 1]. */
  readonly explained: number
}

const rounds = 6

/** The piece of the segment under a click; undefined if it would be nearly the whole segment. */
export function spotAt(space: SelectionSpace, { x, y }: Click): Spot | undefined {
  const { leaves, width, height, values, mass } = space
  const segment = leaves[y * width + x]!
  const own = Array.from(pixelsOf(space, segment))
  const { channels, data } = values
  const meanOf = (pixels: readonly number[]): Float64Array =>
    Float64Array.from({ length: channels }, (_, c) => {
      let sum = 0
      for (const i of pixels) sum += data[c * width * height + i]!
      return sum / pixels.length
    })
  const distance = (i: number, centre: Float64Array): number => {
    let squares = 0
    for (let c = 0; c < channels; c++) squares += (data[c * width * height + i]! - centre[c]!) ** 2
    return squares
  }
  let near = meanOf(own.filter(i => Math.abs((i % width) - x) <= 1 && Math.abs(Math.floor(i / width) - y) <= 1))
  const ranked = own.map(i => distance(i, near)).sort((a, b) => a - b)
  const middle = ranked[ranked.length >> 1]!
  let far = meanOf(own.filter(i => distance(i, near) >= middle))
  const isNear = (i: number): boolean => distance(i, near) <= distance(i, far)
  for (let round = 0; round < rounds; round++) {
    const [a, b] = [own.filter(isNear), own.filter(i => !isNear(i))]
    if (a.length === 0 || b.length === 0) return undefined
    near = meanOf(a)
    far = meanOf(b)
  }
  const [whole, all] = [meanOf(own), own.map(isNear)]
  let [total, rest] = [0, 0]
  for (const [k, i] of own.entries()) {
    total += distance(i, whole)
    rest += distance(i, all[k] ? near : far)
  }
  const like = new Set(own.filter((_, k) => all[k]))
  const piece = [y * width + x]
  like.delete(piece[0]!)
  for (const i of piece)
    for (const j of [i - 1, i + 1, i - width, i + width]) if (like.delete(j) && leaves[j] === segment) piece.push(j)
  if (piece.length > 0.85 * mass[segment]!) return undefined
  return { pixels: Int32Array.from(piece), explained: total > 0 ? 1 - rest / total : 0 }
}

/** The pixels of a segment, by index, ascending. O(its bounding box). */
export function pixelsOf({ leaves, width, bounds, mass }: SelectionSpace, segment: number): Int32Array {
  const pixels = new Int32Array(mass[segment]!)
  let count = 0
  for (let y = bounds[4 * segment + 1]!; y <= bounds[4 * segment + 3]!; y++)
    for (let x = bounds[4 * segment]!; x <= bounds[4 * segment + 2]!; x++)
      if (leaves[y * width + x] === segment) pixels[count++] = y * width + x
  return pixels
}
