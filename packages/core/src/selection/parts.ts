/**
 * The parts of an image that one click may mean: nested families around the clicked segment. A part never leaves the
 * segments that may change, so whatever is chosen answers one error and touches nothing else.
 */

import { growthOrder, worthyStops } from './grow.ts'
import { withoutHoles } from './holes.ts'
import { randomWalk } from './random-walker.ts'
import type { Click, SelectionSpace } from './space.ts'
import { type Spot, spotAt } from './spot.ts'
import { leavesOf } from './tree-order.ts'

/**
 * Where a part comes from: a node of the tree, the connected piece of a node around the click, like values (`wand`),
 * near values (`path`: little contrast on the way), a random walk with the present mask as prior, or a piece of the
 * clicked segment alone (`spot`).
 */
export type Family = (typeof families)[number]
export const families = ['node', 'piece', 'wand', 'path', 'walk', 'spot'] as const

export interface Part {
  readonly family: Family
  /** Its segments. */
  readonly members: Int32Array
  /** Pixels. */
  readonly area: number
  /** Of a spot: its pixels, by index, and how different they are from the rest of the segment, in [0, 1]. */
  readonly spot?: Spot | undefined
  /** The node of the tree that it is, or is a piece of. */
  readonly node?: number | undefined
}

export interface PartRequest {
  readonly at: Click
  /** The segment under the click. */
  readonly segment: number
  /** Segments that may change: 1, [segments]; the clicked one among them. */
  readonly allowed: Uint8Array
  /** Segments of the present mask, [segments]. */
  readonly mask: Uint8Array
  /** Whether the click adds (1) or takes away (-1). */
  readonly sign: 1 | -1
  /** Segments under clicks that must stay as they are: the tree is not followed past them. */
  readonly opposed: readonly number[]
  /** Segments under all clicks: 1 in the mask, 0 not, -1 unknown, [segments]; the new click included. */
  readonly seeds: Int8Array
}

/** Parts of each family, each family in ascending order of area. Never empty: the segment itself is a part. */
export function partsAround(space: SelectionSpace, request: PartRequest): Part[] {
  const { graph, dims, mean, centre, segments, mass } = space
  const { segment, allowed, mask, sign, seeds, at } = request
  const nodes = nodesAround(space, request)
  const pieces = nodes.flatMap(part => pieceOf(space, part, segment) ?? [])
  const differs = (p: number): number => {
    let squares = 0
    for (let d = 0; d < dims; d++) squares += (mean[p * dims + d]! - mean[segment * dims + d]!) ** 2
    return squares
  }
  const side = Math.sqrt((space.width * space.height) / segments)
  const grown = (family: Family, cost: Parameters<typeof growthOrder>[3]): Part[] => {
    const order = growthOrder(space, segment, allowed, cost)
    const stops = worthyStops(space, order)
    const grownTo =
      sign === -1 ? stops.map(stop => order.subarray(0, stop)) : withoutHoles(space, order, stops, request)
    return grownTo.map(members => ({ family, members, area: areaOf(space, members) }))
  }
  const wand = grown('wand', (reached, _, to) => Math.max(reached, differs(to)))
  const path = grown('path', (reached, from, to, entry) => {
    const way = Math.hypot(centre[2 * to]! - centre[2 * from]!, centre[2 * to + 1]! - centre[2 * from + 1]!) / side
    return reached + (graph.contrast[entry]! + 0.15) * way
  })
  const prior = Float64Array.from(mask)
  // Before there is a mask, a walk knows only the click.
  const x = prior.includes(1) ? randomWalk(graph, { seeds, prior, mass, trust: 0.01, sharpness: 1 }) : undefined
  const walk =
    x === undefined ? [] : grown('walk', (reached, _, to) => Math.max(reached, sign === 1 ? 1 - x[to]! : x[to]!))
  const spot = spotAt(space, at)
  const spots: Part[] =
    spot === undefined ? [] : [{ family: 'spot', members: Int32Array.of(segment), area: spot.pixels.length, spot }]
  return distinct([...nodes, ...pieces, ...wand, ...path, ...walk, ...spots])
}

/** The parts without those that an earlier one equals. */
function distinct(parts: readonly Part[]): Part[] {
  const seen = new Set<string>()
  return parts.filter(({ members, area }) => {
    let hash = 0
    for (let k = 0; k < members.length; k++) hash = (hash + (Math.imul(members[k]! + 1, 0x9e3779b1) >>> 0)) % 4294967291
    const key = `${members.length} ${area} ${hash}`
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}

/** Nodes on the way from the clicked leaf to the root, less what may not change; nodes of about equal size once. */
function nodesAround({ tree, order, mass }: SelectionSpace, { segment, allowed, opposed }: PartRequest): Part[] {
  const { parent, height } = tree
  const parts: { area: number; node: number }[] = []
  let kept = -1
  const life = (node: number): number => height[parent[node]!]! - height[node]!
  const holds = (node: number, leaf: number): boolean =>
    order.first[leaf]! >= order.first[node]! && order.last[leaf]! <= order.last[node]!
  // Only the leaves that a step upwards brings are counted anew.
  let [first, last, area] = [order.first[segment]!, order.first[segment]!, 0]
  for (let node = segment; parent[node] !== -1; node = parent[node]!) {
    if (opposed.some(leaf => holds(node, leaf))) break
    for (let at = order.first[node]!; at < order.last[node]!; at++) {
      if (at === first && last > first) at = last
      if (at >= order.last[node]!) break
      const p = order.leaves[at]!
      if (allowed[p] === 1) area += mass[p]!
    }
    first = order.first[node]!
    last = order.last[node]!
    const before = parts.at(-1)
    if (before !== undefined && area < 1.02 * before.area) {
      if (life(node) <= life(kept)) continue
      parts.pop()
    }
    parts.push({ area, node })
    kept = node
  }
  if (parts.length === 0) parts.push({ area: mass[segment]!, node: segment })
  return parts.map(({ area: size, node }) => ({
    family: 'node',
    members: node === segment ? Int32Array.of(segment) : leavesOf(order, node).filter(p => allowed[p] === 1),
    area: size,
    node,
  }))
}

/** The connected piece of a part around a segment, unless it is nearly the whole part. */
function pieceOf(space: SelectionSpace, { members, area, node }: Part, segment: number): Part | undefined {
  const { offsets, neighbours } = space.graph
  const within = new Uint8Array(space.segments)
  for (let k = 0; k < members.length; k++) within[members[k]!] = 1
  const piece = new Int32Array(members.length)
  piece[0] = segment
  within[segment] = 0
  let size = 1
  for (let k = 0; k < size; k++)
    for (let at = offsets[piece[k]!]!; at < offsets[piece[k]! + 1]!; at++) {
      const q = neighbours[at]!
      if (within[q] === 0) continue
      within[q] = 0
      piece[size++] = q
    }
  const found = piece.subarray(0, size)
  const own = areaOf(space, found)
  return own > 0.98 * area ? undefined : { family: 'piece', members: found, area: own, node }
}

function areaOf({ mass }: SelectionSpace, members: Int32Array): number {
  let area = 0
  for (let k = 0; k < members.length; k++) area += mass[members[k]!]!
  return area
}
