/**
 * Outlines of regions along the edges of their pixels, as polygons with holes. Filling them gives the regions back
 * exactly. A walk keeps the region's pixels on its right (as seen on a screen, rows going down); if two pixels meet at
 * a corner only, it does not cross over, and a ring that comes back to such a corner is parted there, so that every
 * ring is simple.
 */
import type { LabelMap } from '../image/image.ts'
import { connectedComponents } from './components.ts'

/**
 * Corners x, y, x, y, ... of a closed line, the first not repeated. Pixel (0, 0) reaches from (0, 0) to (1, 1). If a
 * region lies inside the ring its area by the shoelace formula is positive, around a hole negative.
 */
export type Ring = readonly number[]

/** One 4-connected part of a region. */
export interface RegionOutline {
  readonly label: number
  readonly exterior: Ring
  readonly holes: readonly Ring[]
}

/**
 * The outlines of all parts of all labels, by label, then in raster order of their first pixels. O(pixels + corners).
 */
export function outlineRegions({ width, height, labels }: LabelMap): RegionOutline[] {
  const { components, count } = connectedComponents(labels, width, height, 4)
  const walked = new Uint8Array(components.length)
  const parts: { label: number; exterior?: Ring; holes: Ring[] }[] = Array.from({ length: count }, () => ({
    label: 0,
    holes: [],
  }))
  const grid = { width, height, components }
  for (let start = 0; start < components.length; start++) {
    const part = parts[components[start]!]!
    part.label = labels[start]!
    for (let side = 0; side < 4; side++) {
      if ((walked[start]! & (1 << side)) !== 0 || !isEdge(grid, start, side)) continue
      for (const ring of partAtRepeats(walk(grid, start, side, walked)))
        if (signedArea(ring) > 0) part.exterior = ring
        else part.holes.push(ring)
    }
  }
  return parts.map(({ label, exterior = [], holes }) => ({ label, exterior, holes })).sort((a, b) => a.label - b.label)
}

interface Grid {
  readonly width: number
  readonly height: number
  readonly components: Int32Array
}

/** Sides of a pixel in the order of the walk: top to the right, right side down, bottom to the left, left side up. */
const steps = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
] as const

/** The pixel next to `i` in direction `way`, or -1 outside the image. */
function neighbour({ width, height }: Grid, i: number, way: number): number {
  const [dx, dy] = steps[way % 4]!
  const x = (i % width) + dx
  const y = Math.floor(i / width) + dy
  return x < 0 || y < 0 || x >= width || y >= height ? -1 : y * width + x
}

/** Whether a region ends at this side of its pixel. The neighbour across a side is in the direction before it. */
function isEdge(grid: Grid, i: number, side: number): boolean {
  const beyond = neighbour(grid, i, side + 3)
  return beyond < 0 || grid.components[beyond] !== grid.components[i]
}

/** Follows the edge from one side of a pixel until it closes; marks the sides it passes and returns its corners. */
function walk(grid: Grid, start: number, startSide: number, walked: Uint8Array): number[] {
  const ring: number[] = []
  let [i, side] = [start, startSide]
  do {
    walked[i]! |= 1 << side
    const ahead = neighbour(grid, i, side)
    if (ahead < 0 || grid.components[ahead] !== grid.components[i]) {
      ring.push(...cornerAfter(grid, i, side))
      side = (side + 1) % 4
    } else if (isEdge(grid, ahead, side)) {
      i = ahead
    } else {
      ring.push(...cornerAfter(grid, i, side))
      i = neighbour(grid, ahead, side + 3)
      side = (side + 3) % 4
    }
  } while (i !== start || side !== startSide)
  return ring
}

/** Returns the corner at which a side of a pixel ends, in the order of the walk. */
function cornerAfter({ width }: Grid, i: number, side: number): [number, number] {
  const [x, y] = [i % width, Math.floor(i / width)]
  return [side < 2 ? x + 1 : x, side === 1 || side === 2 ? y + 1 : y]
}

/** Splits a ring at every corner that it passes twice. */
function partAtRepeats(ring: readonly number[]): Ring[] {
  const rings: Ring[] = []
  const open: (readonly [number, number])[] = []
  const placeOf = new Map<string, number>()
  for (let k = 0; k < ring.length; k += 2) {
    const corner = [ring[k]!, ring[k + 1]!] as const
    const key = corner.join()
    const earlier = placeOf.get(key)
    if (earlier !== undefined) {
      const loop = open.splice(earlier)
      for (const point of loop) placeOf.delete(point.join())
      rings.push(loop.flat())
    }
    placeOf.set(key, open.length)
    open.push(corner)
  }
  rings.push(open.flat())
  return rings
}

function signedArea(ring: Ring): number {
  let twice = 0
  for (let k = 0; k < ring.length; k += 2) {
    const next = (k + 2) % ring.length
    twice += ring[k]! * ring[next + 1]! - ring[next]! * ring[k + 1]!
  }
  return twice / 2
}
