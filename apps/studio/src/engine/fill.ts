/** Fill: the connected pixels of one value around a pixel. */
import type { Box, FrameSize } from './runs.ts'

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
  let [left, right, top, bottom] = [x, x, y, y]
  const stack = [[x, y]]
  while (stack.length > 0) {
    const [seed, row] = stack.pop() as [number, number]
    const at = row * width
    if (frame[at + seed] !== old) continue
    let from = seed
    while (from > 0 && frame[at + from - 1] === old) from--
    let to = seed
    while (to < width - 1 && frame[at + to + 1] === old) to++
    frame.fill(value, at + from, at + to + 1)
    if (from < left) left = from
    if (to > right) right = to
    if (row < top) top = row
    if (row > bottom) bottom = row
    for (const next of [row - 1, row + 1]) {
      if (next < 0 || next >= height) continue
      for (let u = from; u <= to; u++)
        if (frame[next * width + u] === old && (u === from || frame[next * width + u - 1] !== old))
          stack.push([u, next])
    }
  }
  return { left, top, width: right - left + 1, height: bottom - top + 1 }
}
