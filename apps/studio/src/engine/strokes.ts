/** Strokes of a round brush on label pixels. */
import type { Box, FrameSize } from './runs.ts'

export interface Point {
  readonly x: number
  readonly y: number
}

/** Whether a pixel that holds `value` may be changed. */
export type MayChange = (value: number) => boolean

/**
 * Calls `visit` for every run of pixels [from, to) of a frame within `radius` of the line from `a` to `b`, positions in
 * pixels with the centre of the first pixel at (0.5, 0.5). A radius of 0.5 draws single pixels. `aspect` is the height of a
 * pixel in widths, in which the radius counts. O(rows), because a row meets such a shape in one run.
 */
export function eachRunInCapsule(
  a: Point,
  b: Point,
  radius: number,
  { width, height }: FrameSize,
  visit: (from: number, to: number) => void,
  aspect = 1,
): void {
  const box = capsuleBox(a, b, Math.max(radius, radius / aspect), { width, height })
  const [start, end] = [a, b].map(({ x, y }) => ({ x, y: y * aspect })) as [Point, Point]
  for (let y = box.top; y < box.top + box.height; y++) {
    const [low, high] = spanOf(start, end, radius, (y + 0.5) * aspect)
    const from = Math.max(0, Math.ceil(low - 0.5))
    const to = Math.min(width - 1, Math.floor(high - 0.5))
    if (from <= to) visit(y * width + from, y * width + to + 1)
  }
  // The pixel under the pointer itself, however small the brush.
  const [x, y] = [Math.floor(b.x), Math.floor(b.y)]
  if (x >= 0 && y >= 0 && x < width && y < height) visit(y * width + x, y * width + x + 1)
}

/** From where to where the line at height `y` runs within `radius` of a line: through its ends, and between them. */
function spanOf(a: Point, b: Point, radius: number, y: number): [low: number, high: number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const end of [a, b]) {
    const half = Math.sqrt(radius * radius - (y - end.y) ** 2)
    if (!(half >= 0)) continue
    low = Math.min(low, end.x - half)
    high = Math.max(high, end.x + half)
  }
  const [dx, dy] = [b.x - a.x, b.y - a.y]
  const length = Math.hypot(dx, dy)
  if (length === 0) return [low, high]
  // Beside the line: its distance is at most the radius, and its foot lies between the ends.
  const across = dy === 0 ? undefined : (radius * length) / Math.abs(dy)
  const middle = dy === 0 ? 0 : a.x + ((y - a.y) * dx) / dy
  const feet = dx === 0 ? undefined : [0, 1].map(t => a.x + (t * length * length - (y - a.y) * dy) / dx)
  if (across === undefined && Math.abs(y - a.y) > radius) return [low, high]
  if (feet === undefined && (y < Math.min(a.y, b.y) || y > Math.max(a.y, b.y))) return [low, high]
  const from = Math.max(
    across === undefined ? -Infinity : middle - across,
    feet === undefined ? -Infinity : Math.min(...feet),
  )
  const to = Math.min(
    across === undefined ? Infinity : middle + across,
    feet === undefined ? Infinity : Math.max(...feet),
  )
  return from > to ? [low, high] : [Math.min(low, from), Math.max(high, to)]
}

/** The box of pixels that such a line may touch; empty outside the frame. */
export function capsuleBox(a: Point, b: Point, radius: number, { width, height }: FrameSize): Box {
  const left = Math.max(0, Math.floor(Math.min(a.x, b.x) - radius))
  const top = Math.max(0, Math.floor(Math.min(a.y, b.y) - radius))
  const right = Math.min(width - 1, Math.floor(Math.max(a.x, b.x) + radius))
  const bottom = Math.min(height - 1, Math.floor(Math.max(a.y, b.y) + radius))
  return { left, top, width: Math.max(0, right - left + 1), height: Math.max(0, bottom - top + 1) }
}

/** The smallest box that holds both; an empty one counts for nothing. */
export function unite(a: Box | undefined, b: Box): Box {
  if (a === undefined || a.width === 0 || a.height === 0) return b
  if (b.width === 0 || b.height === 0) return a
  const left = Math.min(a.left, b.left)
  const top = Math.min(a.top, b.top)
  const width = Math.max(a.left + a.width, b.left + b.width) - left
  const height = Math.max(a.top + a.height, b.top + b.height) - top
  return { left, top, width, height }
}
