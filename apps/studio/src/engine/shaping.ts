/** Changes of a label's shape: larger, smaller, smoother, whole. Only unlabelled pixels are gained. */
import { fillHoles, growMask, keepLargest, type Mask, shrinkMask, smoothMask } from '@cuts/core'
import type { Shaping } from './log.ts'
import type { Box, FrameSize } from './runs.ts'

const ways: { readonly [how in Shaping]: (mask: Mask, radius: number) => Mask } = {
  grow: growMask,
  shrink: shrinkMask,
  smooth: smoothMask,
  'fill holes': fillHoles,
  'keep largest': keepLargest,
}

/** A Gaussian reaches this many standard deviations. */
const reach = 4

/** Changes the pixels of a label in a frame; `radius` in pixels. Returns the box that was touched. */
export function shapeLabel(
  frame: Uint8Array,
  size: FrameSize,
  label: number,
  how: Shaping,
  radius: number,
): Box | undefined {
  const box = labelBox(frame, size, label, Math.ceil(reach * radius) + 1)
  if (box === undefined) return undefined
  const { left, top, width, height } = box
  const data = new Uint8Array(width * height)
  const eachRow = (visit: (own: number, there: number) => void): void => {
    for (let y = 0; y < height; y++) visit(y * width, (top + y) * size.width + left)
  }
  eachRow((own, there) => {
    for (let x = 0; x < width; x++) data[own + x] = frame[there + x] === label ? 1 : 0
  })
  const { data: shaped } = ways[how]({ width, height, data }, radius)
  eachRow((own, there) => {
    for (let x = 0; x < width; x++) {
      const value = frame[there + x]
      if (value === label && shaped[own + x] === 0) frame[there + x] = 0
      else if (value === 0 && shaped[own + x] === 1) frame[there + x] = label
    }
  })
  return box
}

/** The box around a label with a margin, as far as the frame reaches; undefined if it has no pixel. */
function labelBox(frame: Uint8Array, { width, height }: FrameSize, label: number, margin: number): Box | undefined {
  let [left, right, top, bottom] = [width, -1, -1, -1]
  for (let y = 0; y < height; y++) {
    const row = frame.subarray(y * width, (y + 1) * width)
    const first = row.indexOf(label)
    if (first < 0) continue
    if (top < 0) top = y
    bottom = y
    left = Math.min(left, first)
    right = Math.max(right, row.lastIndexOf(label))
  }
  if (top < 0) return undefined
  const corner = { left: Math.max(0, left - margin), top: Math.max(0, top - margin) }
  return {
    ...corner,
    width: Math.min(width, right + margin + 1) - corner.left,
    height: Math.min(height, bottom + margin + 1) - corner.top,
  }
}
