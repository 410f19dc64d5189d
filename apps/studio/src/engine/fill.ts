/** Fill: the connected pixels of one value around a pixel. */
import { flood } from '@cuts/core'
import type { Box, FrameSize } from './runs.ts'
import { unite } from './strokes.ts'

/**
 * Gives `value` to the pixels that touch pixel (x, y) by their sides and hold what it holds; returns the box that was
 * touched. O(pixels filled), line by line.
 */
export function fillFrom(
  frame: Uint8Array,
  { width, height }: FrameSize,
  { x, y }: { readonly x: number; readonly y: number },
  value: number,
): Box | undefined {
  const old = frame[y * width + x]!
  if (old === value) return undefined
  let box: Box | undefined
  flood(
    { width, height },
    { x, y },
    i => frame[i] === old,
    (row, from, to) => {
      frame.fill(value, row * width + from, row * width + to + 1)
      box = unite(box, { left: from, top: row, width: to - from + 1, height: 1 })
    },
  )
  return box
}
