/** From a selection to pixels. Only segments with pieces of their own are read pixel by pixel. */
import type { Mask } from '../image/image.ts'
import type { Planes } from '../image/planes.ts'
import { refineOutline } from './refine.ts'
import type { Selection } from './selection.ts'
import type { SelectionSpace } from './space.ts'

/** The label of every pixel, 0 where there is none, [height][width]. O(pixels). */
export function paintSelection(space: SelectionSpace, { owner, edits }: Selection): Uint8Array {
  const { leaves } = space
  const out = new Uint8Array(leaves.length)
  for (let i = 0; i < out.length; i++) out[i] = owner[leaves[i]!]!
  for (const { pixels, label } of edits) for (const i of pixels) out[i] = label
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
