/** Boxes, lassos, rough masks and scribbles: what they say about segments, and the selection they make. */
import { CutsError } from '../errors.ts'
import type { Mask } from '../image/image.ts'
import { eachPolygonRun } from '../masks/polygon.ts'
import { answer, type LabelClick, optionsOf, type Selection, segmentAt } from './selection.ts'
import { bestNodes, leavesOfNodes } from './signed-nodes.ts'
import type { Click, SelectionSpace } from './space.ts'
import { frozenRules, type PickRules } from './weights.ts'

/** A box by its first and last column and row, inclusive, px. */
export interface Box {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** A signed node must improve the mask by this share of the area in question. */
const nodePrice = 0.01
const boxRounds = 4

/**
 * The selection in which `label` is the union of few nodes that comes nearest to a rough mask. Pixels of other labels
 * stay theirs. Throws `Mismatch` for another size.
 */
export function selectMask(space: SelectionSpace, selection: Selection, label: number, mask: Mask): Selection {
  if (mask.width !== space.width || mask.height !== space.height)
    throw new CutsError(
      'Mismatch',
      `a mask of ${mask.width}x${mask.height} pixels cannot be used with an image of ${space.width}x${space.height}.`,
    )
  const hits = new Float64Array(space.segments)
  for (let i = 0; i < mask.data.length; i++) if (mask.data[i] !== 0) hits[space.leaves[i]!]!++
  const area = hits.reduce((sum, value) => sum + value, 0)
  const worth = hits.map((value, p) => 2 * value - space.mass[p]!)
  return withLabel(space, selection, label, worth, nodePrice * area)
}

/** The same for the pixels inside a closed polygon of pixel positions (even-odd rule). */
export function selectLasso(
  space: SelectionSpace,
  selection: Selection,
  label: number,
  polygon: readonly Click[],
): Selection {
  const { width, height } = space
  const data = new Uint8Array(width * height)
  eachPolygonRun(polygon, space, (row, from, to) => data.fill(1, row * width + from, row * width + to + 1))
  return selectMask(space, selection, label, { width, height, data })
}

/**
 * The selection in which `label` is the best union of few nodes inside a box: the segments that are more like the
 * middle of the box than like what surrounds it. Nothing outside the box is taken.
 */
export function selectBox(space: SelectionSpace, selection: Selection, label: number, box: Box): Selection {
  const { segments, mass, mean, dims, spread } = space
  const share = sharesInside(space, box)
  const area = (box.right - box.left + 1) * (box.bottom - box.top + 1)
  if (area <= 0)
    throw new CutsError('InvalidArgument', 'a box needs a right below its left and a bottom below its top.')
  const middle = sharesInside(space, grown(box, -0.5))
  const around = sharesInside(space, grown(box, 0.5))
  let inside = Float64Array.from(middle, value => value)
  let worth = new Float64Array(segments)
  for (let round = 0; round < boxRounds; round++) {
    const within = colour(space, inside)
    const without = colour(
      space,
      around.map((value, p) => (round === 0 ? value - share[p]! : Math.max(0, value - inside[p]!))),
    )
    worth = worth.map((_, p) => {
      let [near, far] = [spread[p]!, spread[p]!]
      for (let d = 0; d < dims; d++) {
        near += (mean[p * dims + d]! - within.mean[d]!) ** 2
        far += (mean[p * dims + d]! - without.mean[d]!) ** 2
      }
      const likely =
        far / without.variance - near / within.variance + dims * Math.log(without.variance / within.variance)
      return mass[p]! * (share[p]! * Math.tanh(likely / 2 + 0.3) - 4 * (1 - share[p]!))
    })
    inside = Float64Array.from(leavesOfNodes(space.tree, bestNodes(space.tree, worth, nodePrice * area)))
    if (!inside.includes(1)) break
  }
  return withLabel(space, selection, label, worth, nodePrice * area)
}

/**
 * The selection after a stroke: the part that holds most of it and is likely, and whatever else the stroke touches.
 * `points` are pixels, in order, at least one; `sign` -1 takes away.
 */
export function selectScribble(
  space: SelectionSpace,
  selection: Selection,
  { points, label, sign }: { readonly points: readonly Click[]; readonly label: number; readonly sign: 1 | -1 },
  rules: PickRules = frozenRules,
): Selection {
  const touched = new Map<number, LabelClick>()
  for (const { x, y } of points) touched.set(segmentAt(space, { x, y }), { x, y, label, sign })
  const clicks = [...touched.values()]
  const first = clicks[clicks.length >> 1]
  if (first === undefined) throw new CutsError('InvalidArgument', 'a scribble needs at least one point.')
  const options = optionsOf(space, selection, first, rules)
  const whole = options && {
    ...options,
    parts: options.parts.map(part => ({ part, held: part.members.filter(p => touched.has(p)).length })),
  }
  const most = whole && Math.max(...whole.parts.map(({ held }) => held))
  const holding = whole?.parts.flatMap(({ held }, k) => (held === most ? [k] : []))
  const width = options === undefined ? 0 : options.rows.length / options.parts.length
  const chosen = options &&
    holding && {
      ...options,
      parts: holding.map(k => options.parts[k]!),
      rows: Float64Array.from(holding.flatMap(k => [...options.rows.subarray(k * width, (k + 1) * width)])),
    }
  const { owner, edits } = answer(space, selection, first, chosen)
  const after = owner.slice()
  for (const p of touched.keys()) if ((after[p] === label) !== (sign === 1)) after[p] = sign === 1 ? label : 0
  return {
    owner: after,
    edits: edits.filter(({ segment }) => !touched.has(segment)),
    clicks: [...selection.clicks, ...clicks],
  }
}

/** Gives a label to the best nodes for `worth`; segments of other labels or under their clicks are not for sale. */
function withLabel(
  space: SelectionSpace,
  { owner, clicks, edits }: Selection,
  label: number,
  worth: Float64Array,
  price: number,
): Selection {
  const wanted = worth.slice()
  for (const click of clicks) {
    const claim = click.label === label ? click.sign : click.sign === 1 ? -1 : 0
    if (claim !== 0) wanted[segmentAt(space, click)] = claim * space.width * space.height
  }
  const inside = leavesOfNodes(space.tree, bestNodes(space.tree, wanted, price))
  return {
    owner: owner.map((value, p) => (value !== 0 && value !== label ? value : inside[p] === 1 ? label : 0)),
    edits: edits.filter(edit => edit.label !== label),
    clicks,
  }
}

/** Larger by a share of its size, or smaller. */
function grown({ left, top, right, bottom }: Box, share: number): Box {
  const [x, y] = [((right - left + 1) * share) / 2, ((bottom - top + 1) * share) / 2]
  return { left: left - x, top: top - y, right: right + x, bottom: bottom + y }
}

/** The share of every segment's pixels inside a box. */
function sharesInside({ width, height, leaves, mass, segments }: SelectionSpace, box: Box): Float64Array {
  const count = new Float64Array(segments)
  for (let y = Math.max(0, Math.ceil(box.top)); y <= Math.min(height - 1, box.bottom); y++)
    for (let x = Math.max(0, Math.ceil(box.left)); x <= Math.min(width - 1, box.right); x++)
      count[leaves[y * width + x]!]!++
  return count.map((value, p) => value / mass[p]!)
}

function colour(
  { segments, dims, mass, mean, spread }: SelectionSpace,
  weight: Float64Array,
): { readonly mean: Float64Array; readonly variance: number } {
  const centre = new Float64Array(dims)
  let total = 0
  for (let p = 0; p < segments; p++) {
    total += weight[p]! * mass[p]!
    for (let d = 0; d < dims; d++) centre[d]! += weight[p]! * mass[p]! * mean[p * dims + d]!
  }
  if (total <= 0) return { mean: centre, variance: 1 }
  for (let d = 0; d < dims; d++) centre[d]! /= total
  let variance = 0
  for (let p = 0; p < segments; p++) {
    let squares = spread[p]!
    for (let d = 0; d < dims; d++) squares += (mean[p * dims + d]! - centre[d]!) ** 2
    variance += (weight[p]! * mass[p]! * squares) / total
  }
  return { mean: centre, variance: variance + 0.02 }
}
