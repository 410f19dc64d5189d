import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../random/index.ts'
import { randomWalk } from './random-walker.ts'
import type { SegmentGraph } from './segment-graph.ts'

/** A grid of segments with random lengths and contrasts. */
function randomGraph(across: number, down: number, seed: number): SegmentGraph {
  const random = createRandom(seed)
  const count = across * down
  const lists: { to: number; length: number; contrast: number }[][] = Array.from({ length: count }, () => [])
  const join = (a: number, b: number): void => {
    const [length, contrast] = [1 + random.integer(9), 2 * random.uniform()]
    lists[a]!.push({ to: b, length, contrast })
    lists[b]!.push({ to: a, length, contrast })
  }
  for (let p = 0; p < count; p++) {
    if ((p + 1) % across !== 0) join(p, p + 1)
    if (p + across < count) join(p, p + across)
  }
  const entries = lists.flatMap(list => list.sort((a, b) => a.to - b.to))
  const offsets = [0]
  for (const list of lists) offsets.push(offsets.at(-1)! + list.length)
  return {
    offsets: Int32Array.from(offsets),
    neighbours: Int32Array.from(entries, ({ to }) => to),
    length: Float64Array.from(entries, ({ length }) => length),
    contrast: Float64Array.from(entries, ({ contrast }) => contrast),
    weakness: new Float64Array(entries.length),
    border: new Float64Array(count),
  }
}

/** The equations as dense rows, the right side last; a seed is a row of its own. */
function equations(
  { offsets, neighbours, length, contrast }: SegmentGraph,
  { seeds, prior, mass, trust, sharpness }: Parameters<typeof randomWalk>[1],
): number[][] {
  const count = prior.length
  const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length
  const [unit, mass1] = [mean(length), mean(mass)]
  return Array.from({ length: count }, (_, p) => {
    const row = new Array<number>(count + 1).fill(0)
    if (seeds[p]! >= 0) {
      row[p] = 1
      row[count] = seeds[p]!
      return row
    }
    row[p] = (trust * mass[p]!) / mass1
    row[count] = row[p]! * prior[p]!
    for (let at = offsets[p]!; at < offsets[p + 1]!; at++) {
      const weight = (length[at]! / unit) * (Math.exp(-sharpness * contrast[at]! ** 2) + 1e-4)
      row[p]! += weight
      row[neighbours[at]!]! -= weight
    }
    return row
  })
}

/** Solves them by Gaussian elimination with pivots. */
function solve(equations: readonly (readonly number[])[]): number[] {
  const count = equations.length
  const rows = equations.map(row => [...row])
  for (let k = 0; k < count; k++) {
    const pivot = rows
      .slice(k)
      .reduce((best, row, i) => (Math.abs(row[k]!) > Math.abs(rows[best]![k]!) ? k + i : best), k)
    ;[rows[k], rows[pivot]] = [rows[pivot]!, rows[k]!]
    for (let i = 0; i < count; i++) {
      if (i === k) continue
      const factor = rows[i]![k]! / rows[k]![k]!
      for (let j = k; j <= count; j++) rows[i]![j]! -= factor * rows[k]![j]!
    }
  }
  return rows.map((row, k) => row[count]! / row[k]!)
}

/** What is left of the right side, relative to it, in the norm of the equations: squares over the diagonal. */
function relativeResidual(rows: readonly (readonly number[])[], seeds: Int8Array, x: Float64Array): number {
  let [left, all] = [0, 0]
  for (const [p, row] of rows.entries()) {
    const others = x.reduce((sum, value, q) => (seeds[q]! >= 0 && q !== p ? sum + row[q]! * value : sum), 0)
    const right = row[x.length]! - others
    const product = x.reduce((sum, value, q) => (seeds[q]! < 0 || q === p ? sum + row[q]! * value : sum), 0)
    left += (right - product) ** 2 / row[p]!
    all += right ** 2 / row[p]!
  }
  return Math.sqrt(left / Math.max(all, Number.MIN_VALUE))
}

describe('randomWalk', () => {
  it('agrees with a dense solution', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 6 }),
        fc.nat(),
        fc.constantFrom(0.003, 0.01, 0.03, 1),
        (across, down, seed, trust) => {
          const count = across * down
          const random = createRandom(seed)
          const options = {
            seeds: Int8Array.from({ length: count }, () => Math.max(-1, random.integer(8) - 6)),
            prior: Float64Array.from({ length: count }, () => random.integer(2)),
            mass: Float64Array.from({ length: count }, () => 1 + random.integer(50)),
            trust,
            sharpness: 1,
          }
          const graph = randomGraph(across, down, seed)
          const rows = equations(graph, options)
          const walk = randomWalk(graph, options)
          // What is promised; the rest is rounding, and values that are kept within [0, 1].
          expect(relativeResidual(rows, options.seeds, walk)).toBeLessThan(1.01e-4)
          // Behind boundaries of the weakest weight, 1e-4, a small residual leaves more room, but where the prior holds.
          if (trust < 1) return
          for (const [p, value] of solve(rows).entries()) expect(Math.abs(walk[p]! - value)).toBeLessThan(1e-3)
        },
      ),
      { numRuns: 300 },
    )
  })

  it('falls evenly along a chain between two seeds', () => {
    // Equal weights and next to no prior: a harmonic function on a chain is linear.
    const count = 9
    const graph = { ...randomGraph(count, 1, 1) }
    const even = { ...graph, length: graph.length.map(() => 1), contrast: graph.contrast.map(() => 0) }
    const seeds = new Int8Array(count).fill(-1)
    seeds[0] = 1
    seeds[count - 1] = 0
    const x = randomWalk(even, {
      seeds,
      prior: new Float64Array(count),
      mass: new Float64Array(count).fill(1),
      trust: 1e-9,
      sharpness: 1,
    })
    for (let p = 0; p < count; p++) expect(Math.abs(x[p]! - (1 - p / (count - 1)))).toBeLessThan(1e-3)
  })
})
