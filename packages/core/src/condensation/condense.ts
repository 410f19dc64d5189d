/**
 * Diffusion condensation of prototypes into one merge tree (paper, section 3.2; Brugnone et al. 2019): the points
 * diffuse towards their neighbours while the bandwidth grows; points that meet merge into one that carries their mass
 * and goes on from their mean; the order of meeting is the hierarchy.
 *
 * Differences from the paper's software, and the reasons: masses enter the kernel so that prototypes act exactly as the
 * pixels they stand for; the merge threshold scales with the bandwidth, so the result does not depend on the units of
 * the features; links may be restricted to touching regions, so that segments are connected; the parts of one structure
 * that do not touch are joined afterwards (see twins.ts).
 *
 * Boundaries keep regions apart: squared distances are multiplied by a factor of the edges along the common boundary
 * (see links.ts). Diffusion cannot empty that term, and it cannot decide alone, because it multiplies a distance that
 * does shrink.
 *
 * Terminates on every finite input: points stay within their convex hull and factors of boundaries within bounds, so no
 * affinity distance ever exceeds D, the squared diagonal of the points' bounding box times the largest factor; the
 * bandwidth grows by a factor each iteration, and once it reaches D / mergeDistance^2 every linked pair merges. Starting
 * no lower than 1e-12 of the squared diagonal, that takes a bounded number of iterations. If links run out (parts that touch nowhere), all that is left is
 * linked. Cost per iteration: O(links x dims); links are about 3 n for touching regions and n^2 / 2 for a dense graph.
 */
import { CutsError } from '../errors.ts'
import { choice, integer, type OptionValues, real } from '../options/index.ts'
import type { PrototypeCloud } from '../prototypes/prototypes.ts'
import type { MergeTree } from '../tree/merge-tree.ts'
import { affinityDistance, type Cloud, diffuse, forEachLink } from './diffuse.ts'
import { plainLinks, relink, touchingLinks } from './links.ts'
import { heightsByCost } from './merge-costs.ts'
import { nearestLinks } from './nearest.ts'
import { createTreeBuilder } from './tree-builder.ts'
import { joinTwins } from './twins.ts'

export const condensationOptions = {
  graph: choice('adjacency+twins', {
    title: 'Links between prototypes',
    doc: 'which prototypes may merge',
    level: 'basic',
    choices: {
      adjacency: 'only prototypes that touch, so that every region is connected',
      'adjacency+twins': 'prototypes that touch; similar regions that do not touch are joined afterwards',
      nearest: 'the most similar prototypes, wherever they lie in the image',
      dense: 'all pairs of prototypes, as in the paper',
    },
    formerChoices: { soft: 'adjacency+twins' },
  }),
  neighbours: integer(15, {
    title: 'Links per prototype',
    doc: 'number of most similar prototypes that each prototype is linked to',
    level: 'expert',
    min: 1,
    max: 1000,
    scale: 'log',
    when: { option: 'graph', is: ['nearest'] },
  }),
  growth: real(1.05, {
    title: 'Growth of the bandwidth',
    doc: 'factor by which the bandwidth grows in each iteration',
    level: 'expert',
    min: 1.001,
    max: 2,
    step: 0.01,
  }),
  mergeDistance: real(0.05, {
    title: 'Merge distance',
    doc: 'points merge if they are closer than this share of the square root of the bandwidth',
    level: 'expert',
    min: 0.0001,
    max: 1,
    scale: 'log',
  }),
  massExponent: real(1, {
    title: 'Influence of mass',
    doc: "0 is the paper's kernel; 1 weighs squared distances by mass as Ward does, so that small specks merge early",
    level: 'expert',
    min: 0,
    max: 1,
    step: 0.1,
  }),
  boundaryWeight: real(0.5, {
    title: 'Weight of boundaries',
    doc: 'weight of the edges in the image along the common boundary of two prototypes; 0 compares their features alone',
    level: 'expert',
    min: 0,
    max: 1,
    step: 0.1,
    when: { option: 'graph', is: ['adjacency', 'adjacency+twins'] },
  }),
  heights: choice('cost', {
    title: 'Order of merges',
    doc: 'what decides at which level two regions become one',
    level: 'expert',
    choices: {
      cost: "what the merge costs: Ward's cost of the regions' own means, weighted by their common boundary",
      bandwidth: 'the bandwidth at which they meet, as in the paper',
    },
  }),
  spatialWeight: real(0, {
    title: 'Weight of position',
    doc: "weight of position as a further feature; at 1 the image side weighs as much as the features' standard deviation",
    level: 'expert',
    min: 0,
    max: 100,
    step: 0.1,
  }),
}

export type CondensationOptions = OptionValues<typeof condensationOptions>

/** Points nearer than this share of the bounding box's diagonal coincide: single-precision features are no finer. */
const coincidence = 1e-6
/** The bandwidth starts no lower than this share of the squared diagonal. */
const lowestStart = 1e-12

/**
 * Condenses prototypes to a single point and returns the tree of merges. Deterministic. `onProgress` is told the share of
 * merges made. Throws `InvalidArgument` when a feature is not finite.
 */
export function condense(
  prototypes: PrototypeCloud,
  options: CondensationOptions,
  onProgress: (share: number) => void = () => {},
): MergeTree {
  const { count, mass } = prototypes
  const { x, dims } = embedPosition(prototypes, options.spatialWeight)
  if (!x.every(Number.isFinite))
    throw new CutsError(
      'InvalidArgument',
      'the features of prototypes to condense must be finite. Got NaN or infinity.',
    )
  const diagonal = squaredDiagonal(x, dims)
  let links =
    options.graph === 'dense'
      ? undefined
      : options.graph === 'nearest'
        ? plainLinks(nearestLinks(x, dims, options.neighbours))
        : touchingLinks(prototypes, options.boundaryWeight)
  const totalMass = mass.reduce((sum, m) => sum + m, 0)
  const weights = mass.slice()
  let active = Int32Array.from({ length: count }, (_, i) => i)
  let next = new Float64Array(x.length)
  let cloud: Cloud = { dims, x, mass: weights, active, links, massExponent: options.massExponent, totalMass }

  let epsilon = 0
  const builder = createTreeBuilder(mass)
  /** The heavier point keeps its place in the arrays; of equal points, the one with the smaller index. */
  const heavierFirst = (a: number, b: number): [number, number] =>
    weights[b]! > weights[a]! || (weights[b] === weights[a] && b < a) ? [b, a] : [a, b]
  const mergeWithin = (limit: number, iteration: number, distanceOf: typeof affinityDistance): void => {
    const meeting: { i: number; j: number; distance: number }[] = []
    forEachLink(active, links, (i, j, factor) => {
      const distance = distanceOf(cloud, i, j, factor)
      if (distance <= limit) meeting.push({ i, j, distance })
    })
    if (meeting.length === 0) return
    meeting.sort((a, b) => a.distance - b.distance || a.i - b.i || a.j - b.j)
    const target = new Map<number, number>()
    const find = (i: number): number => {
      for (let to = target.get(i); to !== undefined; to = target.get(i)) i = to
      return i
    }
    for (const pair of meeting) {
      const a = find(pair.i)
      const b = find(pair.j)
      if (a === b) continue
      const [kept, gone] = heavierFirst(a, b)
      absorb(cloud.x, weights, dims, kept, gone)
      relink(links, kept, gone, options.boundaryWeight)
      target.set(gone, kept)
      builder.merge(kept, gone, Math.log(epsilon), iteration)
    }
    active = active.filter(i => !target.has(i))
    cloud = { ...cloud, active }
  }

  // Coincident points first: masses and nearest neighbours are meaningful only after that.
  mergeWithin(coincidence ** 2 * diagonal, 0, (at, i, j) => affinityDistance({ ...at, massExponent: 0 }, i, j, 1))
  epsilon = startingBandwidth(cloud, diagonal)
  const startHeight = Math.log(epsilon)
  let iteration = 0
  while (active.length > 1) {
    iteration++
    if (links !== undefined && active.every(i => links![i]!.size === 0)) {
      links = undefined
      cloud = { ...cloud, links }
    }
    diffuse(cloud, epsilon, next)
    const { x: previous } = cloud
    cloud = { ...cloud, x: next }
    next = previous as Float64Array<ArrayBuffer>
    mergeWithin(options.mergeDistance ** 2 * epsilon, iteration, affinityDistance)
    epsilon *= options.growth
    onProgress(1 - (active.length - 1) / Math.max(1, count - 1))
  }
  const tree = builder.finish(iteration, Math.log(epsilon), startHeight)
  const hasTwins = options.graph === 'adjacency+twins' && prototypes.adjacency !== undefined
  const joined = hasTwins ? joinTwins(tree, prototypes) : tree
  return options.heights === 'cost' ? heightsByCost(joined, prototypes) : joined
}

/** Squared diagonal of the bounding box of points [n][dims]. */
function squaredDiagonal(x: Float64Array, dims: number): number {
  let sum = 0
  for (let d = 0; d < dims; d++) {
    let low = Number.POSITIVE_INFINITY
    let high = Number.NEGATIVE_INFINITY
    for (let i = d; i < x.length; i += dims) {
      low = Math.min(low, x[i]!)
      high = Math.max(high, x[i]!)
    }
    sum += (high - low) ** 2
  }
  return sum
}

/** Features with position appended, scaled by `weight`, [n][dims]. */
function embedPosition(prototypes: PrototypeCloud, weight: number): { x: Float64Array; dims: number } {
  const { count, dims, mean, position, width, height } = prototypes
  if (weight === 0) return { x: mean.slice(), dims }
  const axes = position.length / count
  const scale = (weight * Math.sqrt(totalVariance(prototypes))) / Math.max(width, height)
  const all = dims + axes
  const x = new Float64Array(count * all)
  for (let i = 0; i < count; i++) {
    x.set(mean.subarray(i * dims, (i + 1) * dims), i * all)
    for (let a = 0; a < axes; a++) x[i * all + dims + a] = scale * position[i * axes + a]!
  }
  return { x, dims: all }
}

function totalVariance({ count, dims, mass, mean }: PrototypeCloud): number {
  const total = mass.reduce((sum, m) => sum + m, 0)
  let variance = 0
  for (let d = 0; d < dims; d++) {
    let sum = 0
    let squares = 0
    for (let i = 0; i < count; i++) {
      const value = mean[i * dims + d]!
      sum += mass[i]! * value
      squares += mass[i]! * value * value
    }
    variance += squares / total - (sum / total) ** 2
  }
  return Math.max(0, variance)
}

/**
 * The bandwidth to start from: the mass-weighted median over points of the affinity distance to the nearest linked one,
 * but at least 1e-12 of the squared diagonal (1 if all points coincide).
 */
function startingBandwidth(cloud: Cloud, diagonal: number): number {
  if (diagonal === 0) return 1
  const nearest = new Float64Array(cloud.mass.length).fill(Number.POSITIVE_INFINITY)
  forEachLink(cloud.active, cloud.links, (i, j, factor) => {
    const distance = affinityDistance(cloud, i, j, factor)
    if (distance < nearest[i]!) nearest[i] = distance
    if (distance < nearest[j]!) nearest[j] = distance
  })
  const order = Array.from(cloud.active)
    .filter(i => Number.isFinite(nearest[i]!))
    .sort((a, b) => nearest[a]! - nearest[b]!)
  const linkedMass = order.reduce((sum, i) => sum + cloud.mass[i]!, 0)
  let mass = 0
  let median = 0
  for (const i of order) {
    mass += cloud.mass[i]!
    median = nearest[i]!
    if (mass >= linkedMass / 2) break
  }
  return Math.max(median, lowestStart * diagonal)
}

/** Moves the mass of `gone` into `kept`, which goes on from their common mean. */
function absorb(x: Float64Array, mass: Float64Array, dims: number, kept: number, gone: number): void {
  const total = mass[kept]! + mass[gone]!
  for (let d = 0; d < dims; d++)
    x[kept * dims + d] = (mass[kept]! * x[kept * dims + d]! + mass[gone]! * x[gone * dims + d]!) / total
  mass[kept] = total
}
