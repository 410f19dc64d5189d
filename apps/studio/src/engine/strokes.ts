/** Strokes of a round brush on label pixels. */
import type { Box, FrameSize } from './runs.ts'

export interface Point {
  readonly x: number
  readonly y: number
}

/** Whether a pixel that holds `value` may be changed. */
export type MayChange = (value: number) => boolean

/**
 * Calls `visit` for every pixel within `radius` of the line from `a` to `b`, positions in pixels with the centre of the
 * first pixel at (0.5, 0.5); pixels may be visited once only. A radius of 0.5 draws single pixels.
 */
export function eachInCapsule(
  a: Point,
  b: Point,
  radius: number,
  { width, height }: FrameSize,
  visit: (index: number) => void,
): void {
  const [dx, dy] = [b.x - a.x, b.y - a.y]
  const squared = dx * dx + dy * dy
  const box = capsuleBox(a, b, radius, { width, height })
  for (let y = box.top; y < box.top + box.height; y++)
    for (let x = box.left; x < box.left + box.width; x++) {
      const [px, py] = [x + 0.5 - a.x, y + 0.5 - a.y]
      const along = squared === 0 ? 0 : Math.max(0, Math.min(1, (px * dx + py * dy) / squared))
      if ((px - along * dx) ** 2 + (py - along * dy) ** 2 <= radius * radius) visit(y * width + x)
    }
  // The pixel under the pointer itself, however small the brush.
  const [x, y] = [Math.floor(b.x), Math.floor(b.y)]
  if (x >= 0 && y >= 0 && x < width && y < height) visit(y * width + x)
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
