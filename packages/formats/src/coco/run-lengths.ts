/**
 * Run lengths of masks as COCO stores them, column by column: the number of pixels outside, then inside, then outside,
 * ... As text, each count is the difference to the previous one of its kind, in groups of five bits, the lowest first.
 */
import type { LabelMap } from '@cuts/core'

/** Run lengths of every label of a map, by label: outside first, perhaps 0. O(pixels). */
export function runLengths({ width, height, labels }: LabelMap): Map<number, number[]> {
  const runs = new Map<number, { counts: number[]; end: number }>()
  const total = width * height
  // Positions run down the columns.
  const at = (position: number): number => labels[(position % height) * width + Math.floor(position / height)]!
  for (let start = 0; start < total; ) {
    const label = at(start)
    let end = start + 1
    while (end < total && at(end) === label) end++
    const run = runs.get(label) ?? { counts: [], end: 0 }
    run.counts.push(start - run.end, end - start)
    run.end = end
    runs.set(label, run)
    start = end
  }
  return new Map([...runs].map(([label, { counts, end }]) => [label, end < total ? [...counts, total - end] : counts]))
}

/** Counts as COCO's compressed text. */
export function compressRunLengths(counts: readonly number[]): string {
  let text = ''
  for (const [k, count] of counts.entries()) {
    let rest = k > 2 ? count - counts[k - 2]! : count
    for (let isLast = false; !isLast; ) {
      const bits = rest & 31
      rest >>= 5
      // The highest bit of the last group is the sign.
      isLast = rest === ((bits & 16) === 0 ? 0 : -1)
      text += String.fromCharCode(48 + (isLast ? bits : bits | 32))
    }
  }
  return text
}
