/** A change of label pixels, as the box that changed and its pixels before and after. */
import { type Box, type FrameSize, runsOf, writeRuns } from './runs.ts'

export interface Patch {
  readonly image: string
  readonly slice: number
  readonly box: Box
  readonly before: readonly number[]
  readonly after: readonly number[]
}

/**
 * The smallest box in which two frames differ, looked for inside `within`; undefined if they do not. O(pixels of
 * `within`).
 */
export function changedBox(before: Uint8Array, after: Uint8Array, { width }: FrameSize, within: Box): Box | undefined {
  let [left, right, top, bottom] = [within.left + within.width, -1, -1, -1]
  for (let y = within.top; y < within.top + within.height; y++) {
    const row = y * width
    let x = within.left
    const end = within.left + within.width
    while (x < end && before[row + x] === after[row + x]) x++
    if (x === end) continue
    let last = end - 1
    while (before[row + last] === after[row + last]) last--
    if (top < 0) top = y
    bottom = y
    if (x < left) left = x
    if (last > right) right = last
  }
  return top < 0 ? undefined : { left, top, width: right - left + 1, height: bottom - top + 1 }
}

export interface Place {
  readonly image: string
  readonly slice: number
}

/** The patch between two frames; undefined if they are alike. */
export function patchBetween(
  { image, slice }: Place,
  before: Uint8Array,
  after: Uint8Array,
  size: FrameSize,
  within: Box = wholeFrame(size),
): Patch | undefined {
  const box = changedBox(before, after, size, within)
  return box && { image, slice, box, before: runsOf(before, size, box), after: runsOf(after, size, box) }
}

export function applyPatch(frame: Uint8Array, size: FrameSize, patch: Patch, side: 'before' | 'after'): void {
  writeRuns(frame, size, patch.box, patch[side])
}

export function wholeFrame({ width, height }: FrameSize): Box {
  return { left: 0, top: 0, width, height }
}
