/**
 * One diffusion step of a weighted point cloud (paper, equations 1 to 3): every point moves to the mean of all linked
 * points, itself included, weighted by a Gaussian of their squared distance over the bandwidth and by their mass. With
 * masses, a point that stands for m coincident points moves exactly as those m points would.
 */

import type { Links } from './links.ts'

/** Points that still exist, by index into the flat arrays. */
export interface Cloud {
  readonly dims: number
  /** Positions [n][dims]. */
  readonly x: Float64Array
  /** Masses [n]. */
  readonly mass: Float64Array
  /** Indices of the points that exist, ascending. */
  readonly active: Int32Array
  /** Linked points of each point, or undefined if every pair is linked. */
  readonly links: Links | undefined
  /** 0: the kernel sees plain distances, as in the paper; 1: Ward's merging cost. See {@link affinityDistance}. */
  readonly massExponent: number
  /** Sum of all masses. */
  readonly totalMass: number
}

/** Beyond this exponent the kernel is less than 1e-13 and is left out. */
const cutoff = 30

/** Moves every active point of `cloud` by one step of bandwidth `epsilon` (a squared distance), writing into `out`. */
export function diffuse(cloud: Cloud, epsilon: number, out: Float64Array): void {
  const { dims, x, mass, active, links } = cloud
  const total = new Float64Array(mass.length)
  for (const i of active) {
    total[i] = mass[i]!
    for (let d = i * dims; d < (i + 1) * dims; d++) out[d] = mass[i]! * x[d]!
  }
  const exchange = (i: number, j: number, factor: number): void => {
    const exponent = affinityDistance(cloud, i, j, factor) / epsilon
    if (exponent > cutoff) return
    const kernel = Math.exp(-exponent)
    const toI = kernel * mass[j]!
    const toJ = kernel * mass[i]!
    total[i]! += toI
    total[j]! += toJ
    for (let d = 0, a = i * dims, b = j * dims; d < dims; d++, a++, b++) {
      out[a]! += toI * x[b]!
      out[b]! += toJ * x[a]!
    }
  }
  forEachLink(active, links, exchange)
  for (const i of active) for (let d = i * dims; d < (i + 1) * dims; d++) out[d]! /= total[i]!
}

/**
 * The squared distance that the kernel uses for two points: |xi - xj|^2 times (mi mj / (mi + mj) / total mass)^p. For p
 * = 0 it is the paper's squared distance. For p = 1 it is the growth of the squared error if the two merge (Ward), over
 * the total mass: large segments stay separate longer, specks join early. `factor` is that of the link: points across a
 * strong boundary are farther apart.
 */
export function affinityDistance(
  { dims, x, mass, massExponent, totalMass }: Cloud,
  i: number,
  j: number,
  factor: number,
): number {
  let distance = 0
  for (let d = 0, a = i * dims, b = j * dims; d < dims; d++, a++, b++) {
    const difference = x[a]! - x[b]!
    distance += difference * difference
  }
  if (factor !== 1) distance *= factor
  if (massExponent === 0) return distance
  const reduced = (mass[i]! * mass[j]!) / (mass[i]! + mass[j]!) / totalMass
  return distance * (massExponent === 1 ? reduced : reduced ** massExponent)
}

/** Calls `visit` once for every linked pair i < j of active points, with the factor of the link. */
export function forEachLink(
  active: Int32Array,
  links: Links | undefined,
  visit: (i: number, j: number, factor: number) => void,
): void {
  if (links === undefined) {
    for (let a = 0; a < active.length; a++) for (let b = a + 1; b < active.length; b++) visit(active[a]!, active[b]!, 1)
    return
  }
  for (const i of active) for (const [j, { factor }] of links[i]!) if (j > i) visit(i, j, factor)
}
