/**
 * A random walker over segments (Grady 2006): the probability that a walker from a segment reaches a + seed before a
 * - seed, or, at any step, stops in the mask that is there already (the prior of Grady 2005). The equations are
 * symmetric and positive definite, and are solved by conjugate gradients to a relative residual of 1e-4.
 */
import type { SegmentGraph } from './segment-graph.ts'

export interface WalkerOptions {
  /** Seeds: 1 or 0 where the answer is known, -1 elsewhere, [segments]. */
  readonly seeds: Int8Array
  /** What is believed beforehand, [segments], in [0, 1]. */
  readonly prior: Float64Array
  /** Pixels of every segment, [segments]. */
  readonly mass: Float64Array
  /**
   * Strength of the prior, above 0: how much the belief of a segment of mean size weighs against a boundary of mean
   * length without contrast.
   */
  readonly trust: number
  /** How fast a boundary closes with its contrast: its weight is exp(-sharpness * contrast^2). */
  readonly sharpness: number
}

/** No boundary is closed altogether: this keeps the equations well conditioned. */
const leastWeight = 1e-4
const tolerance = 1e-4

/** The probability of every segment, [segments], in [0, 1]; seeds have their own value. */
export function randomWalk(
  { offsets, neighbours, length, contrast }: SegmentGraph,
  { seeds, prior, mass, trust, sharpness }: WalkerOptions,
): Float64Array {
  const count = prior.length
  const meanLength = average(length)
  const meanMass = average(mass)
  const weight = length.map(
    (edges, at) => (edges / meanLength) * (Math.exp(-sharpness * contrast[at]! ** 2) + leastWeight),
  )
  // A seed is an equation of its own, and its boundaries move to the right side of its neighbours' equations.
  const diagonal = new Float64Array(count).fill(1)
  const right = new Float64Array(count)
  const x = new Float64Array(count)
  for (let p = 0; p < count; p++) {
    const known = seeds[p]! >= 0
    if (known) right[p] = seeds[p]!
    else {
      diagonal[p] = (trust * mass[p]!) / meanMass
      right[p] = diagonal[p]! * prior[p]!
    }
    x[p] = known ? seeds[p]! : prior[p]!
    for (let at = offsets[p]!; at < offsets[p + 1]!; at++) {
      const seed = seeds[neighbours[at]!]!
      if (!known) {
        diagonal[p]! += weight[at]!
        if (seed === 1) right[p]! += weight[at]!
      }
      if (known || seed >= 0) weight[at] = 0
    }
  }
  // Returns v . A v besides: one pass over the vectors fewer.
  const multiply = (v: Float64Array, out: Float64Array): number => {
    let curvature = 0
    let at = 0
    for (let p = 0; p < count; p++) {
      let sum = diagonal[p]! * v[p]!
      for (const end = offsets[p + 1]!; at < end; at++) sum -= weight[at]! * v[neighbours[at]!]!
      out[p] = sum
      curvature += v[p]! * sum
    }
    return curvature
  }
  conjugateGradients(multiply, diagonal, right, x)
  for (let p = 0; p < count; p++) x[p] = Math.min(1, Math.max(0, x[p]!))
  return x
}

/**
 * Solves for `x`, which holds a first guess, by conjugate gradients preconditioned by the diagonal, until the residual
 * in that norm is `tolerance` of the right side's.
 */
function conjugateGradients(
  multiply: (v: Float64Array, out: Float64Array) => number,
  diagonal: Float64Array,
  right: Float64Array,
  x: Float64Array,
): void {
  const count = x.length
  const product = new Float64Array(count)
  const residual = new Float64Array(count)
  const direction = new Float64Array(count)
  // Divisions are slow, and every iteration needs one for each unknown.
  const inverse = diagonal.map(value => 1 / value)
  const scaled = new Float64Array(count)
  multiply(x, product)
  let [size, energy] = [0, 0]
  for (let p = 0; p < count; p++) {
    residual[p] = right[p]! - product[p]!
    direction[p] = residual[p]! * inverse[p]!
    energy += residual[p]! * direction[p]!
    size += right[p]! ** 2 * inverse[p]!
  }
  const enough = tolerance ** 2 * Math.max(size, Number.MIN_VALUE)
  for (let iteration = 0; iteration < 2 * count && energy > enough; iteration++) {
    const step = energy / multiply(direction, product)
    let next = 0
    for (let p = 0; p < count; p++) {
      x[p]! += step * direction[p]!
      const left = residual[p]! - step * product[p]!
      const z = left * inverse[p]!
      residual[p] = left
      scaled[p] = z
      next += left * z
    }
    const turn = next / energy
    for (let p = 0; p < count; p++) direction[p] = scaled[p]! + turn * direction[p]!
    energy = next
  }
}

function average(values: Float64Array): number {
  return values.length === 0 ? 1 : values.reduce((sum, value) => sum + value, 0) / values.length
}
