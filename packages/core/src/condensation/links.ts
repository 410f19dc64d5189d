/** Links between points that condense, and the boundaries between those that touch. Both change when points merge. */
import type { PrototypeCloud } from '../prototypes/prototypes.ts'

export interface Link {
  /** Length of the common boundary; 0 if it is not known. */
  length: number
  /** Strength of the edge summed along it, relative to the mean of all links at the start. */
  edges: number
  /** What squared distances across the link are multiplied by. */
  factor: number
}

/** The linked points of every point; both ends share one link. */
export type Links = readonly Map<number, Link>[]

/** Strengths beyond these, relative to the mean, count as these: the bandwidth must reach every pair. */
const weakest = 0.05
const strongest = 20

/** The strength of an edge, relative to the mean, as it counts. */
export function boundedStrength(strength: number): number {
  return Math.min(strongest, Math.max(weakest, strength))
}

const plain = { length: 0, edges: 0, factor: 1 }

/** Returns links of plain distances: all have factor 1. */
export function plainLinks(sets: readonly Iterable<number>[]): Links {
  return sets.map(set => new Map(Array.from(set, j => [j, plain])))
}

/**
 * Returns a link between all prototypes that touch, undefined if that is not known. At `weight` 0 or without boundaries,
 * factors are 1; else they are 1 - weight + weight (strength / mean strength)^2.
 */
export function touchingLinks({ count, adjacency }: PrototypeCloud, weight: number): Links | undefined {
  if (adjacency === undefined) return undefined
  const { offsets, neighbours, boundaries } = adjacency
  const mean = boundaries === undefined ? 0 : boundaries.strength.reduce((sum, s) => sum + s, 0) / neighbours.length
  if (weight === 0 || boundaries === undefined || !(mean > 0))
    return plainLinks(Array.from({ length: count }, (_, i) => neighbours.subarray(offsets[i], offsets[i + 1])))
  const links: Map<number, Link>[] = Array.from({ length: count }, () => new Map())
  for (let i = 0; i < count; i++)
    for (let e = offsets[i]!; e < offsets[i + 1]!; e++) {
      const j = neighbours[e]!
      const known = j < i ? links[j]!.get(i) : undefined
      const length = boundaries.length[e]!
      links[i]!.set(
        j,
        known ?? withFactor({ length, edges: (length * boundaries.strength[e]!) / mean, factor: 1 }, weight),
      )
    }
  return links
}

/** The neighbours of `gone` become neighbours of `kept`; boundaries with the same neighbour join. */
export function relink(links: Links | undefined, kept: number, gone: number, weight: number): void {
  if (links === undefined) return
  for (const [neighbour, link] of links[gone]!) {
    links[neighbour]!.delete(gone)
    if (neighbour === kept) continue
    const known = links[kept]!.get(neighbour)
    if (known === undefined) {
      links[neighbour]!.set(kept, link)
      links[kept]!.set(neighbour, link)
    } else if (known.length > 0) {
      known.length += link.length
      known.edges += link.edges
      withFactor(known, weight)
    }
  }
  links[gone]!.clear()
}

function withFactor(link: Link, weight: number): Link {
  const strength = boundedStrength(link.edges / link.length)
  link.factor = 1 - weight + weight * strength * strength
  return link
}
