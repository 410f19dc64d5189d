/** Between what selection says of segments and the pixels of labels. */
import type { Selection, SelectionSpace } from '@cuts/core/selection'
import type { Patch, Place } from './patch.ts'
import { type Box, runsOf } from './runs.ts'
import { type MayChange, unite } from './strokes.ts'

/** Brings the change from one selection to the next into a frame of labels; returns it as patches, none if no pixel changes. */
export function paintChange(
  place: Place,
  space: SelectionSpace,
  frame: Uint8Array,
  { from, to }: { readonly from: Selection; readonly to: Selection },
  mayChange: MayChange,
): Patch[] {
  const changed = new Uint8Array(space.segments)
  for (let s = 0; s < changed.length; s++) if (from.owner[s] !== to.owner[s]) changed[s] = 1
  const [oldEdits, freshEdits] = [new Set(from.edits), new Set(to.edits)]
  for (const edit of from.edits) if (!freshEdits.has(edit)) changed[edit.segment] = 1
  for (const edit of to.edits) if (!oldEdits.has(edit)) changed[edit.segment] = 1
  const boxes = boxesOf(space, changed)
  const before = boxes.map(box => runsOf(frame, space, box))
  // A table in place of a call for every pixel.
  const isOpen = Uint8Array.from({ length: 256 }, (_, label) => (mayChange(label) ? 1 : 0))
  const { leaves, width } = space
  for (const box of boxes)
    for (let y = box.top; y < box.top + box.height; y++)
      for (let i: number = y * width + box.left, x = 0; x < box.width; x++, i++) {
        const segment = leaves[i]!
        if (changed[segment] === 1 && isOpen[frame[i]!] === 1) frame[i] = to.owner[segment]!
      }
  for (const { segment, pixels, label } of to.edits)
    if (changed[segment] === 1) for (const i of pixels) if (mayChange(frame[i]!)) frame[i] = label
  return boxes.flatMap((box, k): Patch[] => {
    const after = runsOf(frame, space, box)
    const isSame = after.length === before[k]!.length && after.every((value, at) => value === before[k]![at])
    return isSame ? [] : [{ ...place, box, before: before[k]!, after }]
  })
}

/**
 * The selection that comes nearest to pixels which were changed by other means inside some boxes: a segment there belongs
 * to the label of most of its pixels. Clicks that no longer hold are dropped.
 */
export function adoptPixels(
  space: SelectionSpace,
  frame: Uint8Array,
  selection: Selection,
  boxes: readonly Box[],
): Selection {
  const touched = new Uint8Array(space.segments)
  for (const box of boxes)
    for (let y = box.top; y < box.top + box.height; y++)
      for (let i = y * space.width + box.left, end = i + box.width; i < end; i++) touched[space.leaves[i]!] = 1
  const around = boundsOf(space, touched)
  if (around === undefined) return selection
  const counts = new Int32Array(256 * space.segments)
  for (let y = around.top; y < around.top + around.height; y++)
    for (let i: number = y * space.width + around.left, x = 0; x < around.width; x++, i++) {
      const segment = space.leaves[i]!
      if (touched[segment] === 1) counts[256 * segment + frame[i]!]!++
    }
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

/** Boxes that hold the marked segments and do not overlap: what lies far apart leaves out what is between. */
function boxesOf({ bounds }: SelectionSpace, marked: Uint8Array): Box[] {
  let boxes: Box[] = []
  for (let s = 0; s < marked.length; s++) {
    if (marked[s] === 0) continue
    const [left, top] = [bounds[4 * s]!, bounds[4 * s + 1]!]
    let box: Box = { left, top, width: bounds[4 * s + 2]! - left + 1, height: bounds[4 * s + 3]! - top + 1 }
    for (let count = -1; count !== boxes.length; ) {
      count = boxes.length
      const apart = boxes.filter(other => !overlap(box, other))
      for (const other of boxes) if (overlap(box, other)) box = unite(box, other)
      boxes = apart
    }
    boxes.push(box)
  }
  return boxes
}

function overlap(a: Box, b: Box): boolean {
  const across = a.left < b.left + b.width && b.left < a.left + a.width
  return across && a.top < b.top + b.height && b.top < a.top + a.height
}
