/**
 * Moves the outline of a mask to where the image changes: pixels near the outline join the side whose values around
 * them they are nearer to. Helps where segments are coarser than what is meant, such as thin or blurred structures.
 */
import type { Planes } from '../image/planes.ts'

export interface RefineOptions {
  /** Pixels that may change: at most this far from the outline, px. */
  readonly band: number
  /** Side of the square window in which a side's values are averaged, px: 2 * reach + 1. */
  readonly reach: number
  /** Weight of the smoothness of the outline against the values; 0 follows the values alone. */
  readonly smoothness: number
  /** Pixels that must keep what they are: 1, [height][width]. */
  readonly fixed?: Uint8Array | undefined
}

const rounds = 3

/** A refined copy of `mask` [height][width]. O(pixels of its bounding box and the band). */
export function refineOutline(values: Planes, mask: Uint8Array, options: RefineOptions): Uint8Array {
  const { width, height, channels, data } = values
  const { band, reach, smoothness, fixed } = options
  const out = mask.slice()
  const box = boxOf(mask, width, height, band + reach + 1)
  if (box === undefined) return out
  const { left, top, across, down } = box
  const size = across * down
  let inside = new Float64Array(size)
  for (let y = 0; y < down; y++)
    for (let x = 0; x < across; x++) inside[y * across + x] = mask[(top + y) * width + left + x]!
  const near = nearOutline(inside, across, down, band)
  const planes = Array.from({ length: channels }, (_, c) => {
    const plane = new Float64Array(size)
    for (let y = 0; y < down; y++)
      for (let x = 0; x < across; x++) plane[y * across + x] = data[c * width * height + (top + y) * width + left + x]!
    return plane
  })
  const counts = boxSums(new Float64Array(size).fill(1), across, down, reach)
  for (let round = 0; round < rounds; round++) {
    const within = boxSums(inside, across, down, reach)
    const evidence = new Float64Array(size)
    const variance = new Float64Array(size)
    for (const plane of planes) {
      const all = boxSums(plane, across, down, reach)
      const squares = boxSums(
        plane.map(v => v * v),
        across,
        down,
        reach,
      )
      const own = boxSums(
        plane.map((v, i) => v * inside[i]!),
        across,
        down,
        reach,
      )
      for (let i = 0; i < size; i++) {
        if (near[i] === 0) continue
        const [n, m] = [within[i]!, counts[i]! - within[i]!]
        if (n === 0 || m === 0) continue
        const [a, b] = [own[i]! / n, (all[i]! - own[i]!) / m]
        evidence[i]! += (plane[i]! - b) ** 2 - (plane[i]! - a) ** 2
        variance[i]! += Math.max(0, squares[i]! / counts[i]! - (all[i]! / counts[i]!) ** 2)
      }
    }
    const smooth = boxSums(inside, across, down, 1)
    const cells = boxSums(new Float64Array(size).fill(1), across, down, 1)
    const next = inside.slice()
    for (let i = 0; i < size; i++) {
      if (near[i] === 0) continue
      const at = (top + Math.floor(i / across)) * width + left + (i % across)
      if (fixed?.[at] === 1) continue
      const share = smooth[i]! / cells[i]!
      const worth = evidence[i]! / (variance[i]! + 1e-12) + smoothness * (2 * share - 1)
      next[i] = worth > 0 ? 1 : 0
    }
    inside = next
  }
  for (let i = 0; i < size; i++) out[(top + Math.floor(i / across)) * width + left + (i % across)] = inside[i]!
  return out
}

function boxOf(mask: Uint8Array, width: number, height: number, margin: number) {
  let [left, top, right, bottom] = [width, height, -1, -1]
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++)
      if (mask[i] !== 0) {
        left = Math.min(left, x)
        right = Math.max(right, x)
        top = Math.min(top, y)
        bottom = Math.max(bottom, y)
      }
  if (right < 0) return undefined
  left = Math.max(0, left - margin)
  top = Math.max(0, top - margin)
  return {
    left,
    top,
    across: Math.min(width, right + margin + 1) - left,
    down: Math.min(height, bottom + margin + 1) - top,
  }
}

/** 1 where a square of side 2 * band + 1 holds both kinds. */
function nearOutline(inside: Float64Array, width: number, height: number, band: number): Uint8Array {
  const sums = boxSums(inside, width, height, band)
  const cells = boxSums(new Float64Array(inside.length).fill(1), width, height, band)
  return Uint8Array.from(sums, (sum, i) => (sum > 0 && sum < cells[i]! ? 1 : 0))
}

/** Sums over squares of side 2 * reach + 1, cut at the border. O(pixels). */
function boxSums(values: Float64Array, width: number, height: number, reach: number): Float64Array {
  const rows = new Float64Array(values.length)
  for (let y = 0; y < height; y++) {
    let sum = 0
    for (let x = 0; x < Math.min(reach, width); x++) sum += values[y * width + x]!
    for (let x = 0; x < width; x++) {
      if (x + reach < width) sum += values[y * width + x + reach]!
      if (x - reach - 1 >= 0) sum -= values[y * width + x - reach - 1]!
      rows[y * width + x] = sum
    }
  }
  const out = new Float64Array(values.length)
  for (let x = 0; x < width; x++) {
    let sum = 0
    for (let y = 0; y < Math.min(reach, height); y++) sum += rows[y * width + x]!
    for (let y = 0; y < height; y++) {
      if (y + reach < height) sum += rows[(y + reach) * width + x]!
      if (y - reach - 1 >= 0) sum -= rows[(y - reach - 1) * width + x]!
      out[y * width + x] = sum
    }
  }
  return out
}
