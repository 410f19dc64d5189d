/**
 * Weighted k-means (Lloyd) with k-means++ starts (Arthur and Vassilvitskii 2007); the restart with the lowest inertia
 * wins. O(rows x k x dims) per iteration.
 */
import type { Random } from '../random/index.ts'

/** Points to cluster, dense or sparse: the operations that Lloyd's algorithm needs. */
export interface Points {
  readonly count: number
  readonly dims: number
  /** Called once when the centres [k][dims] have moved. */
  prepare(centres: Float64Array, k: number): void
  /** Squared distance of point i to centre c. */
  distance(i: number, centres: Float64Array, c: number): number
  /** Adds weight times point i to row c of `sums`. */
  addTo(sums: Float64Array, c: number, i: number, weight: number): void
}

export interface KMeansResult {
  /** Cluster of each point, in [0, count), numbered in the order of their first points. */
  readonly labels: Int32Array
  /** [count][dims] */
  readonly centres: Float64Array
  /** Number of clusters that hold a point: k, or fewer if points coincide. */
  readonly count: number
  /** Weighted sum of squared distances to the centres. */
  readonly inertia: number
}

/** Clusters points into at most k groups. `weights` are 1 if undefined. */
export function kMeans(
  points: Points,
  weights: Float64Array | undefined,
  k: number,
  random: Random,
  options: { readonly restarts: number; readonly iterations: number },
): KMeansResult {
  const weight = weights ?? new Float64Array(points.count).fill(1)
  let best: KMeansResult | undefined
  for (let restart = 0; restart < options.restarts; restart++) {
    const result = lloyd(points, weight, Math.min(k, points.count), random.fork('restart', restart), options.iterations)
    if (best === undefined || result.inertia < best.inertia) best = result
  }
  return best!
}

function lloyd(points: Points, weight: Float64Array, k: number, random: Random, iterations: number): KMeansResult {
  const { count: n, dims } = points
  const centres = plusPlus(points, weight, k, random)
  const started = centres.length / dims
  const labels = new Int32Array(n)
  const mass = new Float64Array(started)
  let inertia = Number.POSITIVE_INFINITY
  for (let iteration = 0; iteration < iterations; iteration++) {
    points.prepare(centres, started)
    let sum = 0
    for (let i = 0; i < n; i++) {
      let smallest = Number.POSITIVE_INFINITY
      for (let c = 0; c < started; c++) {
        const distance = points.distance(i, centres, c)
        if (distance < smallest) {
          smallest = distance
          labels[i] = c
        }
      }
      sum += weight[i]! * smallest
    }
    const settled = sum >= inertia * (1 - 1e-4)
    inertia = sum
    if (settled || iteration === iterations - 1) break
    const sums = new Float64Array(started * dims)
    mass.fill(0)
    for (let i = 0; i < n; i++) {
      mass[labels[i]!]! += weight[i]!
      points.addTo(sums, labels[i]!, i, weight[i]!)
    }
    // A centre that lost all its points stays where it is.
    for (let c = 0; c < started; c++)
      if (mass[c]! > 0) for (let d = c * dims; d < (c + 1) * dims; d++) centres[d] = sums[d]! / mass[c]!
  }
  const numbers = new Map<number, number>()
  for (let i = 0; i < n; i++) {
    if (!numbers.has(labels[i]!)) numbers.set(labels[i]!, numbers.size)
    labels[i] = numbers.get(labels[i]!)!
  }
  const kept = new Float64Array(numbers.size * dims)
  for (const [c, number] of numbers) kept.set(centres.subarray(c * dims, (c + 1) * dims), number * dims)
  return { labels, centres: kept, count: numbers.size, inertia }
}

/**
 * Chooses starts far apart: each next start is drawn with probability proportional to its squared distance to the
 * nearest earlier one.
 */
function plusPlus(points: Points, weight: Float64Array, k: number, random: Random): Float64Array {
  const { count: n, dims } = points
  const centres = new Float64Array(k * dims)
  const nearest = new Float64Array(n).fill(1)
  let count = 0
  for (; count < k; count++) {
    let total = 0
    for (let i = 0; i < n; i++) total += weight[i]! * nearest[i]!
    if (total <= 0) break
    let at = random.uniform() * total
    let chosen = -1
    for (let i = 0; i < n && at >= 0; i++) {
      const share = weight[i]! * nearest[i]!
      if (share <= 0) continue
      chosen = i
      at -= share
    }
    const centre = new Float64Array(dims)
    points.addTo(centre, 0, chosen, 1)
    centres.set(centre, count * dims)
    points.prepare(centre, 1)
    for (let i = 0; i < n; i++) {
      const distance = points.distance(i, centre, 0)
      if (count === 0 || distance < nearest[i]!) nearest[i] = distance
    }
  }
  return centres.slice(0, count * dims)
}

/** Rows [n][dims] as points. */
export function densePoints(rows: Float64Array, dims: number): Points {
  return {
    count: rows.length / dims,
    dims,
    prepare: () => {},
    distance: (i, centres, c) => {
      let sum = 0
      for (let d = 0, a = i * dims, b = c * dims; d < dims; d++, a++, b++) {
        const difference = rows[a]! - centres[b]!
        sum += difference * difference
      }
      return sum
    },
    addTo: (sums, c, i, weight) => {
      for (let d = 0, a = i * dims, b = c * dims; d < dims; d++, a++, b++) sums[b]! += weight * rows[a]!
    },
  }
}

/** Rows of mostly zeros: columns and values of the nonzero entries, in compressed rows. */
export interface SparseRows {
  readonly offsets: Int32Array
  readonly columns: Int32Array
  readonly values: Float64Array
}

/** Sparse rows of `dims` columns as points. The cost of a distance is the number of stored entries. */
export function sparsePoints({ offsets, columns, values }: SparseRows, dims: number): Points {
  const count = offsets.length - 1
  const squares = new Float64Array(count)
  for (let i = 0; i < count; i++) for (let e = offsets[i]!; e < offsets[i + 1]!; e++) squares[i]! += values[e]! ** 2
  let centreSquares = new Float64Array(0)
  return {
    count,
    dims,
    prepare: (centres, k) => {
      centreSquares = new Float64Array(k)
      for (let c = 0; c < k; c++) for (let d = c * dims; d < (c + 1) * dims; d++) centreSquares[c]! += centres[d]! ** 2
    },
    distance: (i, centres, c) => {
      let dot = 0
      const end = offsets[i + 1]!
      const from = c * dims
      for (let e = offsets[i]!; e < end; e++) dot += values[e]! * centres[from + columns[e]!]!
      return Math.max(0, squares[i]! + centreSquares[c]! - 2 * dot)
    },
    addTo: (sums, c, i, weight) => {
      for (let e = offsets[i]!; e < offsets[i + 1]!; e++) sums[c * dims + columns[e]!]! += weight * values[e]!
    },
  }
}

/** Returns the index of the centre nearest to the row that starts at `at`; of equally near centres, the first. */
export function nearestCentre(
  rows: Float64Array | Float32Array,
  at: number,
  centres: Float64Array,
  count: number,
  dims: number,
): number {
  let nearest = 0
  let smallest = Number.POSITIVE_INFINITY
  for (let c = 0, from = 0; c < count; c++, from += dims) {
    let distance = 0
    for (let d = 0; d < dims && distance < smallest; d++) {
      const difference = rows[at + d]! - centres[from + d]!
      distance += difference * difference
    }
    if (distance < smallest) {
      smallest = distance
      nearest = c
    }
  }
  return nearest
}
