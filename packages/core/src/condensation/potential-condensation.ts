/**
 * Diffusion condensation as the later software of the paper's authors runs it (Multiscale PHATE, Kuchroo et al. 2022),
 * for comparison: the points are first taken to the potential of a diffusion between them, then condense there under a
 * kernel that is nearly a ball, without masses, and merge below a distance fixed at the start.
 *
 * The same steps, with these differences: no first reduction of the features (it drops nothing below 100 of them); the
 * entropy that sets the steps of diffusion is that of the operator's eigenvalues, not of its singular values, and is
 * estimated; a merged cluster is named after its heaviest point, not the first in raster order; no landmarks, so input
 * is limited by memory. Names aside, clusters are those of the software if Y and the merging distance are the same.
 *
 * Ends on every finite input: points stay within their convex hull, and once the bandwidth exceeds its diameter, after
 * at most ln(diameter / first bandwidth) / ln(growth) + 1 steps, all points move to their common mean. Cost: O(n^3)
 * time for the potential, O(n^2) a step, O(n^2) memory, n points: for comparison on about 2000 at most.
 */
import { diffusionOperator } from '../clustering/spectral-kmeans.ts'
import { CutsError } from '../errors.ts'
import { kneeOf, powerEntropies } from '../layout/entropy.ts'
import { potential } from '../layout/potential.ts'
import { classicalScaling, pairwiseDistances } from '../layout/scaling.ts'
import { integer, type OptionValues, real } from '../options/index.ts'
import type { Prototypes } from '../prototypes/prototypes.ts'
import type { Random } from '../random/index.ts'
import type { MergeTree } from '../tree/merge-tree.ts'
import { createTreeBuilder } from './tree-builder.ts'

export const potentialCondensationOptions = {
  neighbours: integer(100, {
    title: 'Kernel width',
    doc: 'the distance to this neighbour is the width of the kernel',
    level: 'expert',
    min: 1,
    max: 1000,
    scale: 'log',
  }),
  growth: real(1.025, {
    title: 'Growth of the bandwidth',
    doc: 'factor by which the bandwidth grows in each step',
    level: 'expert',
    min: 1.001,
    max: 2,
    step: 0.01,
  }),
  granularity: real(0.1, {
    title: 'First bandwidth',
    doc: 'factor that the first bandwidth is multiplied by',
    level: 'expert',
    min: 0.001,
    max: 10,
    scale: 'log',
  }),
}

export type PotentialCondensationOptions = OptionValues<typeof potentialCondensationOptions>

const decay = 40
/** Kernel values below 1e-4 are 0: the squared distance, over the bandwidth's square, beyond which they are. */
const reach = (-Math.log(1e-4)) ** (2 / decay)
const mostTime = 100
/** Principal components of the potential, and the share of their variance that one must hold to be kept. */
const components = 25
const leastShare = 0.01
/** Points merge below this quantile of all distances, plus the addition. */
const mergeQuantile = 1e-5
const mergeAddition = 0.001

/** Points [n][dims] to condense. */
export interface PotentialPoints {
  readonly rows: Float64Array
  readonly dims: number
}

/**
 * Condenses prototypes, each counting as one point, to a tree; heights are the natural logarithm of the bandwidth,
 * which is a length here. `random` serves the estimate of the entropy. Throws `InvalidArgument` when a feature is not
 * finite.
 */
export function condensePotential(
  prototypes: Prototypes,
  options: PotentialCondensationOptions,
  random: Random,
): MergeTree {
  if (!prototypes.mean.every(Number.isFinite))
    throw new CutsError(
      'InvalidArgument',
      'the features of prototypes to condense must be finite. Got NaN or infinity.',
    )
  return condenseBall(potentialPoints(prototypes, options.neighbours, random), prototypes.mass, options)
}

/** The leading principal components of the potential of the directions of the features. */
export function potentialPoints(prototypes: Prototypes, neighbours: number, random: Random): PotentialPoints {
  const { count, dims, mean } = prototypes
  const directions = mean.slice()
  for (let i = 0; i < count; i++) {
    const row = directions.subarray(i * dims, (i + 1) * dims)
    const length = Math.hypot(...row)
    if (length > 0) for (let d = 0; d < dims; d++) row[d]! /= length
  }
  const k = Math.max(1, Math.min(neighbours, count - 2))
  const operator = diffusionOperator(
    { ...prototypes, mean: directions, mass: new Float64Array(count).fill(1) },
    // Itself, k others, and half a point less so that rounding does not ask for one more.
    { neighbourShare: Math.min(1, (k + 0.5) / count), decay },
  )
  // The software takes the index of the knee for the number of steps, which is one less than the power there.
  const time = Math.max(1, kneeOf(powerEntropies(operator, mostTime, random)))
  const all = classicalScaling(pairwiseDistances(potential(operator, time), count, count), count, components)
  const variance = new Float64Array(components)
  for (let at = 0; at < all.length; at++) variance[at % components]! += all[at]! ** 2
  const total = variance.reduce((sum, value) => sum + value, 0)
  const kept = Math.max(1, variance.filter(value => value > leastShare * total).length)
  const rows = Float64Array.from(
    { length: count * kept },
    (_, at) => all[Math.floor(at / kept) * components + (at % kept)]!,
  )
  return { rows, dims: kept }
}

/** Condenses points under the ball kernel. `mass` is only passed to the tree, as the mass of each point. */
export function condenseBall(
  { rows, dims }: PotentialPoints,
  mass: Float64Array,
  { growth, granularity }: Pick<PotentialCondensationOptions, 'growth' | 'granularity'>,
): MergeTree {
  const count = mass.length
  const x = rows.slice()
  let epsilon = granularity * 0.1 * deviation(rows) * count ** 0.2
  const limit = mergeDistance(rows, count, dims)
  const builder = createTreeBuilder(mass)
  const weights = mass.slice()
  let active = Int32Array.from({ length: count }, (_, i) => i)
  let step = 0
  // A cloud that is a single point has no bandwidth; its merges are all of step 0.
  const startHeight = epsilon > 0 ? Math.log(epsilon) : 0
  let height = startHeight

  const merge = (): boolean => {
    const groups = componentsWithin(x, dims, active, limit)
    if (groups.length === active.length) return false
    active = Int32Array.from(groups, group => {
      let kept = group[0]!
      const centre = new Float64Array(dims)
      for (const i of group) for (let d = 0; d < dims; d++) centre[d]! += x[i * dims + d]! / group.length
      for (const i of group.slice(1)) {
        const [heavy, light] = weights[i]! > weights[kept]! ? [i, kept] : [kept, i]
        weights[heavy]! += weights[light]!
        builder.merge(heavy, light, height, step)
        kept = heavy
      }
      x.set(centre, kept * dims)
      return kept
    })
    return true
  }

  while (active.length > 1) {
    if (merge()) continue
    epsilon *= growth
    height = Math.log(epsilon)
    step++
    diffuseBall(x, dims, active, epsilon)
  }
  return builder.finish(step, height, startHeight)
}

/** Standard deviation of all entries together. */
function deviation(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
}

/** The distance below which points merge: a quantile of the distances of all pairs, interpolated, plus a constant. */
function mergeDistance(rows: Float64Array, count: number, dims: number): number {
  if (count < 2) return mergeAddition
  const all = pairwiseDistances(rows, count, dims)
  const pairs = new Float64Array((count * (count - 1)) / 2)
  for (let i = 0, at = 0; i < count; i++) for (let j = 0; j < i; j++, at++) pairs[at] = all[i * count + j]!
  pairs.sort()
  const place = mergeQuantile * (pairs.length - 1)
  const below = Math.floor(place)
  const next = pairs[Math.min(below + 1, pairs.length - 1)]!
  return pairs[below]! + (place - below) * (next - pairs[below]!) + mergeAddition
}

/** Groups of active points connected by distances below `limit`, each ascending, in the order of their first points. */
function componentsWithin(x: Float64Array, dims: number, active: Int32Array, limit: number): number[][] {
  // Every group is led by its first point.
  const leader = Int32Array.from(active.keys())
  const find = (a: number): number => {
    while (leader[a] !== a) a = leader[a]!
    return a
  }
  for (let a = 0; a < active.length; a++)
    for (let b = 0; b < a; b++) {
      if (squaredDistanceOf(x, dims, active[a]!, active[b]!) >= limit * limit) continue
      const [first, second] = [find(a), find(b)]
      leader[Math.max(first, second)] = Math.min(first, second)
    }
  const groups = new Map<number, number[]>()
  for (let a = 0; a < active.length; a++) {
    const group = groups.get(find(a))
    if (group === undefined) groups.set(a, [active[a]!])
    else group.push(active[a]!)
  }
  return [...groups.values()]
}

/** Moves every active point to the mean of all, weighted by exp(-(distance / epsilon)^40). */
function diffuseBall(x: Float64Array, dims: number, active: Int32Array, epsilon: number): void {
  const n = active.length
  const sums = new Float64Array(n * dims)
  const totals = new Float64Array(n).fill(1)
  for (let a = 0; a < n; a++) for (let d = 0; d < dims; d++) sums[a * dims + d] = x[active[a]! * dims + d]!
  for (let a = 0; a < n; a++)
    for (let b = 0; b < a; b++) {
      const i = active[a]!
      const j = active[b]!
      const ratio = squaredDistanceOf(x, dims, i, j) / (epsilon * epsilon)
      if (ratio > reach) continue
      const kernel = Math.exp(-(ratio ** (decay / 2)))
      totals[a]! += kernel
      totals[b]! += kernel
      for (let d = 0; d < dims; d++) {
        sums[a * dims + d]! += kernel * x[j * dims + d]!
        sums[b * dims + d]! += kernel * x[i * dims + d]!
      }
    }
  for (let a = 0; a < n; a++) for (let d = 0; d < dims; d++) x[active[a]! * dims + d] = sums[a * dims + d]! / totals[a]!
}

function squaredDistanceOf(x: Float64Array, dims: number, i: number, j: number): number {
  let sum = 0
  for (let d = 0, a = i * dims, b = j * dims; d < dims; d++, a++, b++) sum += (x[a]! - x[b]!) ** 2
  return sum
}
