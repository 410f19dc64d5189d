/**
 * Spectral k-means: k-means in the diffusion potential of the prototypes (the paper's second way to partition; the
 * potential is that of PHATE, Moon et al. 2019). Prototypes serve as landmarks: the kernel between them is as wide as
 * the share of the image's mass each is to see, the diffusion operator P is weighted by mass, and rows of -log(P^t) are
 * compared. Only the few entries of P^t that are not zero are stored and visited.
 *
 * Cost: O(n^2 dims) for the neighbours, O(n k nnz) for the clustering, n prototypes.
 */
import { flag, integer, type OptionValues, real } from '../options/index.ts'
import type { PrototypeCloud } from '../prototypes/prototypes.ts'
import type { Random } from '../random/index.ts'
import { kMeans, type SparseRows, sparsePoints } from './kmeans.ts'

export const spectralKMeansOptions = {
  clusters: integer(10, {
    title: 'Clusters',
    doc: 'number of clusters, k',
    level: 'basic',
    min: 1,
    max: 1000,
    scale: 'log',
  }),
  normalise: flag(true, {
    title: 'Cluster directions',
    doc: 'cluster the directions of the embedding, as condensation does; if false, the embedding as it is',
    level: 'expert',
  }),
  neighbourShare: real(0.05, {
    title: 'Kernel width',
    doc: "share of the image's mass that lies within the kernel width of a point",
    level: 'expert',
    min: 0,
    max: 1,
    step: 0.01,
  }),
  time: integer(2, {
    title: 'Diffusion time',
    doc: 'number of diffusion steps, t',
    level: 'expert',
    min: 1,
    max: 64,
  }),
  decay: real(2, {
    title: 'Decay of the kernel',
    doc: 'exponent of the kernel exp(-(d / width)^decay); 2 is a Gaussian, 40 is nearly a ball',
    level: 'expert',
    min: 1,
    max: 100,
    scale: 'log',
  }),
  landmarks: integer(80, {
    title: 'Most landmarks',
    doc: 'largest number of prototypes that the potential is computed for; of more, the finest cut into this many is used',
    level: 'expert',
    min: 1,
    max: 4000,
    scale: 'log',
  }),
  restarts: integer(4, {
    title: 'Restarts',
    doc: 'number of starts of k-means; the best result is kept',
    level: 'expert',
    min: 1,
    max: 100,
    scale: 'log',
  }),
}

export type SpectralKMeansOptions = OptionValues<typeof spectralKMeansOptions>

/** Added to probabilities before the logarithm, as in PHATE. */
const floor = 1e-7
/** Kernel values below this are left out. */
const smallestKernel = 1e-4
const lloydIterations = 40

/** Cluster of every prototype, in [0, k). */
export function spectralKMeans(prototypes: PrototypeCloud, options: SpectralKMeansOptions, random: Random): Int32Array {
  let operator = diffusionOperator(prototypes, options)
  const single = operator
  for (let step = 1; step < options.time; step++) operator = multiply(single, operator)
  // -log(p + floor) shifted by its value at p = 0, which changes no distance and keeps zeros zero.
  const potential: SparseRows = { ...operator, values: operator.values.map(p => -Math.log1p(p / floor)) }
  const { labels } = kMeans(sparsePoints(potential, prototypes.count), prototypes.mass, options.clusters, random, {
    restarts: options.restarts,
    iterations: lloydIterations,
  })
  return labels
}

/** The row-stochastic operator P of the prototypes: symmetrised adaptive kernel times mass, over the row's sum. */
export function diffusionOperator(
  prototypes: PrototypeCloud,
  options: Pick<SpectralKMeansOptions, 'neighbourShare' | 'decay'>,
): SparseRows {
  const { count, dims, mean, mass } = prototypes
  const width = kernelWidths(prototypes, options.neighbourShare)
  const reach = (-Math.log(smallestKernel)) ** (1 / options.decay)
  const offsets = new Int32Array(count + 1)
  const columns: number[] = []
  const values: number[] = []
  for (let i = 0; i < count; i++) {
    let sum = 0
    for (let j = 0; j < count; j++) {
      let square = 0
      for (let d = 0, a = i * dims, b = j * dims; d < dims; d++, a++, b++) square += (mean[a]! - mean[b]!) ** 2
      const distance = Math.sqrt(square)
      if (i !== j && distance > reach * Math.max(width[i]!, width[j]!)) continue
      const kernel =
        i === j
          ? 1
          : (Math.exp(-((distance / width[i]!) ** options.decay)) +
              Math.exp(-((distance / width[j]!) ** options.decay))) /
            2
      columns.push(j)
      values.push(kernel * mass[j]!)
      sum += kernel * mass[j]!
    }
    for (let e = offsets[i]!; e < values.length; e++) values[e]! /= sum
    offsets[i + 1] = values.length
  }
  return { offsets, columns: Int32Array.from(columns), values: Float64Array.from(values) }
}

/** Distance at which the mass around each prototype, its own included, reaches the given share of all mass. */
function kernelWidths({ count, dims, mean, mass }: PrototypeCloud, share: number): Float64Array {
  const target = share * mass.reduce((sum, m) => sum + m, 0)
  const widths = new Float64Array(count)
  const order = Int32Array.from({ length: count }, (_, j) => j)
  const distances = new Float64Array(count)
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count; j++) {
      let square = 0
      for (let d = 0, a = i * dims, b = j * dims; d < dims; d++, a++, b++) square += (mean[a]! - mean[b]!) ** 2
      distances[j] = square
    }
    order.sort((a, b) => distances[a]! - distances[b]! || a - b)
    let held = 0
    for (const j of order) {
      held += mass[j]!
      widths[i] = Math.sqrt(distances[j]!)
      if (held >= target && j !== i) break
    }
    // Coincident neighbours: a width of 0 would divide by zero. Any positive width links only those.
    widths[i] = Math.max(widths[i]!, 1e-12)
  }
  return widths
}

/** The product of two sparse square matrices. */
function multiply(a: SparseRows, b: SparseRows): SparseRows {
  const n = a.offsets.length - 1
  const offsets = new Int32Array(n + 1)
  const columns: number[] = []
  const values: number[] = []
  const row = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    const touched: number[] = []
    for (let e = a.offsets[i]!; e < a.offsets[i + 1]!; e++) {
      const weight = a.values[e]!
      const k = a.columns[e]!
      for (let f = b.offsets[k]!; f < b.offsets[k + 1]!; f++) {
        const j = b.columns[f]!
        if (row[j] === 0) touched.push(j)
        row[j]! += weight * b.values[f]!
      }
    }
    touched.sort((p, q) => p - q)
    for (const j of touched) {
      columns.push(j)
      values.push(row[j]!)
      row[j] = 0
    }
    offsets[i + 1] = columns.length
  }
  return { offsets, columns: Int32Array.from(columns), values: Float64Array.from(values) }
}
