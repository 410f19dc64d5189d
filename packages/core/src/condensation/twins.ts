/**
 * Parts of one structure that do not touch: two horns of a ventricle, several lesions. Strict adjacency joins each of them
 * to its surroundings first, and to its like only through those. So before a segment is absorbed by a neighbour that it
 * does not resemble, its twin is looked for: another segment nearby that resembles it far more.
 *
 * A segment has a twin only when it is something: not a speck, and intact for a while. Resemblance is Ward's merging cost
 * of the segments' own means, which diffusion does not move. Cost of a look: O(prototypes).
 */
import type { Prototypes } from '../prototypes/prototypes.ts'

/** A twin costs this many times less to join than the neighbour at hand. */
const likeness = 20
/** Share of the image that a segment with a twin holds at least. */
const smallestShare = 0.0007
/** How long both have been intact, in natural logarithms of the bandwidth. */
const smallestAge = 1
/** Largest gap between twins, as a share of the longer side of the image. */
const reach = 0.15

export interface Twins {
  /** The cluster at `gone` joins that at `kept`, at this logarithm of the bandwidth. */
  join(kept: number, gone: number, logBandwidth: number): void
  /** The twin among `candidates` of a cluster about to be absorbed by another, or undefined. */
  find(cluster: number, absorber: number, candidates: Iterable<number>, logBandwidth: number): number | undefined
  /** The cluster's own mean, undiffused, written to `out` at `offset`. */
  ownMean(cluster: number, out: Float64Array, offset: number): void
}

export function createTwins({ count, dims, mass, mean, position, width, height }: Prototypes, start: number): Twins {
  const own = mean.slice()
  const weight = mass.slice()
  const born = new Float64Array(count).fill(start)
  // Members of a cluster as a circle of prototypes, so that joining two is one exchange.
  const next = Int32Array.from({ length: count }, (_, i) => i)
  const radius = mass.map(m => Math.sqrt(m / Math.PI))
  const total = mass.reduce((sum, m) => sum + m, 0)
  const side = Math.max(width, height)

  const cost = (a: number, b: number): number => {
    let distance = 0
    for (let d = 0; d < dims; d++) distance += (own[a * dims + d]! - own[b * dims + d]!) ** 2
    return (distance * weight[a]! * weight[b]!) / (weight[a]! + weight[b]!)
  }
  const isSomething = (cluster: number, now: number): boolean =>
    weight[cluster]! >= smallestShare * total && now - born[cluster]! >= smallestAge
  /** From any member of one to any member of the other, both taken for discs. */
  const isNear = (a: number, b: number): boolean => {
    let p = a
    do {
      let q = b
      do {
        const apart = Math.hypot(position[2 * p]! - position[2 * q]!, position[2 * p + 1]! - position[2 * q + 1]!)
        if (apart - radius[p]! - radius[q]! <= reach * side) return true
        q = next[q]!
      } while (q !== b)
      p = next[p]!
    } while (p !== a)
    return false
  }

  return {
    join: (kept, gone, logBandwidth) => {
      const sum = weight[kept]! + weight[gone]!
      for (let d = 0, k = kept * dims, g = gone * dims; d < dims; d++, k++, g++)
        own[k] = (weight[kept]! * own[k]! + weight[gone]! * own[g]!) / sum
      weight[kept] = sum
      born[kept] = logBandwidth
      const held = next[kept]!
      next[kept] = next[gone]!
      next[gone] = held
    },
    find: (cluster, absorber, candidates, now) => {
      if (!isSomething(cluster, now)) return undefined
      let lowest = cost(cluster, absorber) / likeness
      let twin: number | undefined
      for (const candidate of candidates) {
        if (candidate === cluster || candidate === absorber || !isSomething(candidate, now)) continue
        const price = cost(cluster, candidate)
        if (price >= lowest || !isNear(cluster, candidate)) continue
        lowest = price
        twin = candidate
      }
      return twin
    },
    ownMean: (cluster, out, offset) => {
      for (let d = 0; d < dims; d++) out[offset + d] = own[cluster * dims + d]!
    },
  }
}
