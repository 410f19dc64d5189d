/** Run lengths of label pixels: value, count, value, count, ... row by row through a box. */

/** Columns and rows of a frame, [left, left + width) and [top, top + height). */
export interface Box {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

export interface FrameSize {
  readonly width: number
  readonly height: number
}

export function runsOf(frame: Uint8Array, { width }: FrameSize, box: Box): number[] {
  const runs: number[] = []
  let [value, count] = [-1, 0]
  for (let y = box.top; y < box.top + box.height; y++)
    for (let i = y * width + box.left, end = i + box.width; i < end; ) {
      const start = i
      while (i < end && frame[i] === value) i++
      count += i - start
      if (i === end) break
      if (count > 0) runs.push(value, count)
      value = frame[i]!
      count = 0
    }
  if (count > 0) runs.push(value, count)
  return runs
}

/** Writes runs into the box of a frame, which they fill exactly. */
export function writeRuns(frame: Uint8Array, { width }: FrameSize, box: Box, runs: readonly number[]): void {
  let [run, left] = [0, runs[1] ?? 0]
  for (let y = box.top; y < box.top + box.height; y++)
    for (let i = y * width + box.left, end = i + box.width; i < end; ) {
      const step = Math.min(left, end - i)
      frame.fill(runs[run]!, i, i + step)
      i += step
      left -= step
      if (left === 0) {
        run += 2
        left = runs[run + 1] ?? 0
      }
    }
}
