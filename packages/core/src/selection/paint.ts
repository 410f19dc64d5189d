/**
 * From a selection to pixels. Only segments with pieces of their own, or with clicks that contradict each other, are cut
 * into pixels: of the latter each belongs to the nearest click.
 */
import type { Mask } from '../image/image.ts'
import type { Planes } from '../image/planes.ts'
import { refineOutline } from './refine.ts'
import { type LabelClick, type Selection, segmentAt } from './selection.ts'
import type { SelectionSpace } from './space.ts'

/** The label of every pixel, 0 where there is none, [height][width]. O(pixels). */
export function paintSelection(space: SelectionSpace, { owner, clicks, edits }: Selection): Uint8Array {
  const { leaves, width, bounds } = space
  const out = new Uint8Array(leaves.length)
  for (let i = 0; i < out.length; i++) out[i] = owner[leaves[i]!]!
  for (const { pixels, label } of edits) for (const i of pixels) out[i] = label
  for (const [segment, within] of contested(space, clicks))
    for (let y = bounds[4 * segment + 1]!; y <= bounds[4 * segment + 3]!; y++)
      for (let x = bounds[4 * segment]!; x <= bounds[4 * segment + 2]!; x++) {
        const i = y * width + x
        if (leaves[i] === segment) out[i] = claimAt(within, owner[segment]!, x, y)
      }
  return out
}

/**
 * The same with every outline moved to where `values` change, by less than the size of a segment. What lies close to a
 * click in its segment stays as it is, and no label takes pixels of another.
 */
export function paintRefined(space: SelectionSpace, selection: Selection, values: Planes): Uint8Array {
  const { leaves, segments, width } = space
  const out = paintSelection(space, selection)
  const side = Math.sqrt(leaves.length / segments)
  const [band, reach] = [Math.max(1, Math.round(0.35 * side)), Math.max(1, Math.round(0.5 * side))]
  const pinned = new Uint8Array(out.length)
  for (const { x, y } of selection.clicks)
    for (let v = Math.max(0, y - band); v <= Math.min(space.height - 1, y + band); v++)
      for (let u = Math.max(0, x - band); u <= Math.min(width - 1, x + band); u++)
        if (leaves[v * width + u] === leaves[y * width + x] && Math.hypot(u - x, v - y) <= band)
          pinned[v * width + u] = 1
  for (const { pixels } of selection.edits) for (const i of pixels) pinned[i] = 1
  for (const label of new Set(out)) {
    if (label === 0) continue
    const fixed = out.map((value, i) => (pinned[i] === 1 || (value !== 0 && value !== label) ? 1 : 0))
    const mask = out.map(value => (value === label ? 1 : 0))
    const refined = refineOutline(values, mask, { band, reach, smoothness: 1, fixed })
    for (let i = 0; i < out.length; i++) if (refined[i] !== mask[i]) out[i] = refined[i] === 1 ? label : 0
  }
  return out
}

/** The pixels of one label. */
export function maskOfSelection(space: SelectionSpace, selection: Selection, label: number): Mask {
  const painted = paintSelection(space, selection)
  const { width, height } = space
  return { width, height, data: painted.map(value => (value === label ? 1 : 0)) }
}

/** Segments in which a click is not answered by the segment's label, with all clicks in them. */
function contested(space: SelectionSpace, clicks: readonly LabelClick[]): Map<number, readonly LabelClick[]> {
  const within = new Map<number, LabelClick[]>()
  for (const click of clicks) {
    const segment = segmentAt(space, click)
    within.set(segment, [...(within.get(segment) ?? []), click])
  }
  const disagrees = ([a, ...more]: readonly LabelClick[]): boolean =>
    more.some(b => a!.label !== b.label || a!.sign !== b.sign)
  return new Map([...within].filter(([, own]) => disagrees(own)))
}

/** What the nearest click says; of equally near ones the latest. */
function claimAt(clicks: readonly LabelClick[], owner: number, x: number, y: number): number {
  let nearest = clicks[0]!
  for (const click of clicks)
    if (Math.hypot(click.x - x, click.y - y) <= Math.hypot(nearest.x - x, nearest.y - y)) nearest = click
  if (nearest.sign === 1) return nearest.label
  return owner === nearest.label ? 0 : owner
}
