/** Pixels as they were, of the rows that are about to change: a large frame is not copied for a small stroke. */
import type { Box, FrameSize } from './runs.ts'

export interface Snapshot {
  /** The frame as it was, in the rows that were saved. */
  readonly before: Uint8Array
  /** Saves the rows of a box before they change for the first time. */
  readonly save: (box: Box) => void
  /** Takes all changes in saved rows back. */
  readonly restore: () => void
}

export function snapshotOf(frame: Uint8Array, { width, height }: FrameSize): Snapshot {
  // Memory that nobody has touched costs nothing.
  const before = new Uint8Array(frame.length)
  const isSaved = new Uint8Array(height)
  const row = (of: Uint8Array, y: number): Uint8Array => of.subarray(y * width, (y + 1) * width)
  return {
    before,
    save: ({ top, height }) => {
      for (let y = top; y < top + height; y++) {
        if (isSaved[y] === 1) continue
        isSaved[y] = 1
        row(before, y).set(row(frame, y))
      }
    },
    restore: () => {
      for (const [y, saved] of isSaved.entries()) if (saved === 1) row(frame, y).set(row(before, y))
    },
  }
}
