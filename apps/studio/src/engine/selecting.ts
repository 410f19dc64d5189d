/** Between what selection says of segments and the pixels of labels. */
import type { Selection, SelectionSpace } from '@cuts/core/selection'
import type { Box } from './runs.ts'
import { type MayChange, unite } from './strokes.ts'

/** Brings the change from one selection to the next into a frame of labels; returns the box that was touched, of which `onBox` hears before. */
export function paintChange(
  space: SelectionSpace,
  frame: Uint8Array,
  before: Selection,
  after: Selection,
  { mayChange, onBox }: { readonly mayChange: MayChange; readonly onBox: (box: Box) => void },
): Box | undefined {
  const changed = new Uint8Array(space.segments)
  for (let s = 0; s < changed.length; s++) if (before.owner[s] !== after.owner[s]) changed[s] = 1
  const [old, fresh] = [new Set(before.edits), new Set(after.edits)]
  for (const edit of before.edits) if (!fresh.has(edit)) changed[edit.segment] = 1
  for (const edit of after.edits) if (!old.has(edit)) changed[edit.segment] = 1
  const box = boundsOf(space, changed)
  if (box === undefined) return undefined
  onBox(box)
  eachPixel(space, changed, box, (i, segment) => {
    if (mayChange(frame[i]!)) frame[i] = after.owner[segment]!
  })
  for (const { segment, pixels, label } of after.edits)
    if (changed[segment] === 1) for (const i of pixels) if (mayChange(frame[i]!)) frame[i] = label
  return box
}

/**
 * The selection that comes nearest to pixels which were changed by other means inside `box`: a segment there belongs to
 * the label of most of its pixels. Clicks that no longer hold are dropped.
 */
export function adoptPixels(space: SelectionSpace, frame: Uint8Array, selection: Selection, box: Box): Selection {
  const touched = new Uint8Array(space.segments)
  for (let y = box.top; y < box.top + box.height; y++)
    for (let i = y * space.width + box.left, end = i + box.width; i < end; i++) touched[space.leaves[i]!] = 1
  const around = boundsOf(space, touched)
  if (around === undefined) return selection
  const counts = new Int32Array(256 * space.segments)
  eachPixel(space, touched, around, (i, segment) => {
    counts[256 * segment + frame[i]!]!++
  })
  const owner = selection.owner.map((value, segment) => {
    if (touched[segment] === 0) return value
    const of = counts.subarray(256 * segment, 256 * segment + 256)
    let best = 0
    for (let label = 1; label < 256; label++) if (of[label]! > of[best]!) best = label
    return best
  })
  return {
    owner,
    edits: selection.edits.filter(({ segment }) => touched[segment] === 0),
    clicks: selection.clicks.filter(({ x, y, label, sign }) => {
      const segment = space.leaves[y * space.width + x]!
      return touched[segment] === 0 || (owner[segment] === label) === (sign === 1)
    }),
  }
}

/** The selection in which the segments marked in `wanted` belong to a label, or to none. */
export function takeSegments(
  space: SelectionSpace,
  selection: Selection,
  wanted: ArrayLike<number>,
  label: number,
): Selection {
  return {
    owner: selection.owner.map((value, segment) => (wanted[segment] === 0 ? value : label)),
    edits: selection.edits.filter(({ segment }) => wanted[segment] === 0),
    clicks: selection.clicks.filter(({ x, y }) => wanted[space.leaves[y * space.width + x]!] === 0),
  }
}

/** The leaves of the regions at some pixels, marked 1, [leaves]. */
export function leavesAt({ leaves }: SelectionSpace, lookup: Int32Array, pixels: Iterable<number>): Uint8Array {
  const wanted = new Set<number>()
  for (const i of pixels) wanted.add(lookup[leaves[i]!]!)
  return Uint8Array.from(lookup, region => (wanted.has(region) ? 1 : 0))
}

/** The leaves below some nodes, marked 1, [leaves]. */
export function leavesIn({ order, segments }: SelectionSpace, nodes: readonly number[]): Uint8Array {
  const marked = new Uint8Array(segments)
  for (const node of nodes)
    for (let at = order.first[node]!; at < order.last[node]!; at++) marked[order.leaves[at]!] = 1
  return marked
}

/** The box around the marked segments. */
function boundsOf({ bounds }: SelectionSpace, marked: Uint8Array): Box | undefined {
  let box: Box | undefined
  for (let s = 0; s < marked.length; s++) {
    if (marked[s] === 0) continue
    const [left, top] = [bounds[4 * s]!, bounds[4 * s + 1]!]
    box = unite(box, { left, top, width: bounds[4 * s + 2]! - left + 1, height: bounds[4 * s + 3]! - top + 1 })
  }
  return box
}

function eachPixel(
  { leaves, width }: SelectionSpace,
  marked: Uint8Array,
  box: Box,
  visit: (index: number, segment: number) => void,
): void {
  for (let y = box.top; y < box.top + box.height; y++)
    for (let i = y * width + box.left, end = i + box.width; i < end; i++) {
      const segment = leaves[i]!
      if (marked[segment] === 1) visit(i, segment)
    }
}
