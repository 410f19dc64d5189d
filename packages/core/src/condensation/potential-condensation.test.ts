import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { diffusionOperator } from '../clustering/spectral-kmeans.ts'
import { symmetricEigen } from '../embedding/eigen.ts'
import { kneeOf, powerEntropies } from '../layout/entropy.ts'
import { checkOptions } from '../options/index.ts'
import type { Prototypes } from '../prototypes/prototypes.ts'
import { createRandom } from '../random/index.ts'
import { cutTree } from '../tree/index.ts'
import {
  condenseBall,
  condensePotential,
  potentialCondensationOptions,
  potentialPoints,
} from './potential-condensation.ts'

const options = checkOptions('potentialCondensation', potentialCondensationOptions)

type Points = readonly (readonly number[])[]

/** The partition that labels make, whatever they are. */
function partition(labels: ArrayLike<number>): string {
  const groups = new Map<number, number[]>()
  for (let leaf = 0; leaf < labels.length; leaf++)
    groups.set(labels[leaf]!, [...(groups.get(labels[leaf]!) ?? []), leaf])
  return JSON.stringify([...groups.values()].sort((a, b) => a[0]! - b[0]!))
}

const distance = (p: readonly number[], q: readonly number[]): number =>
  Math.hypot(...p.map((value, d) => value - q[d]!))

/** Multiscale PHATE's loop as the notes tell it, with matrices and lists; every partition it passes, with its bandwidth. */
function naive(start: Points): { labels: number[]; logBandwidth: number }[] {
  let points = start.map(point => [...point])
  let members = start.map((_, i) => [i])
  const entries = start.flat()
  const mean = entries.reduce((a, b) => a + b, 0) / entries.length
  const deviation = Math.sqrt(entries.reduce((sum, value) => sum + (value - mean) ** 2, 0) / entries.length)
  let epsilon = 0.1 * 0.1 * deviation * start.length ** 0.2
  const pairs = start.flatMap((p, i) => start.slice(0, i).map(q => distance(p, q))).sort((a, b) => a - b)
  const place = 1e-5 * (pairs.length - 1)
  const theta = pairs[0]! + place * ((pairs[1] ?? pairs[0]!) - pairs[0]!) + 0.001
  const levels: { labels: number[]; logBandwidth: number }[] = []
  while (points.length > 1) {
    const near = points.map(p => points.map(q => distance(p, q) < theta))
    if (near.some((row, i) => row.some((is, j) => is && i !== j))) {
      // Connected components by spreading the smallest index until nothing changes.
      let component = points.map((_, i) => i)
      for (let changed = true; changed; ) {
        const next = component.map((own, i) => Math.min(own, ...component.filter((_, j) => near[i]![j])))
        changed = next.some((value, i) => value !== component[i])
        component = next
      }
      const roots = [...new Set(component)]
      const groups = roots.map(root => [...component.keys()].filter(i => component[i] === root))
      points = groups.map(group =>
        points[0]!.map((_, d) => group.reduce((sum, i) => sum + points[i]![d]! / group.length, 0)),
      )
      members = groups.map(group => group.flatMap(i => members[i]!))
      const labels: number[] = []
      for (const group of members) for (const i of group) labels[i] = Math.min(...group)
      levels.push({ labels, logBandwidth: Math.log(epsilon) })
    } else {
      epsilon *= 1.025
      const kernel = points
        .map(p => points.map(q => Math.exp(-((distance(p, q) / epsilon) ** 40))))
        .map(row => row.map(k => (k < 1e-4 ? 0 : k)))
      points = kernel.map(row => {
        const total = row.reduce((a, b) => a + b, 0)
        return points[0]!.map((_, d) => row.reduce((sum, k, j) => sum + (k / total) * points[j]![d]!, 0))
      })
    }
  }
  return levels
}

/** Blobs, a ring, or either with points doubled. */
const clouds = fc
  .record({ count: fc.integer({ min: 2, max: 40 }), seed: fc.nat(), ring: fc.boolean(), doubled: fc.boolean() })
  .map(({ count, seed, ring, doubled }): Points => {
    const random = createRandom(seed)
    const points = Array.from({ length: count }, () => {
      const turn = 2 * Math.PI * random.uniform()
      return ring
        ? [5 * Math.cos(turn) + 0.2 * random.normal(), 5 * Math.sin(turn) + 0.2 * random.normal()]
        : [random.normal() + 6 * random.integer(3), random.normal()]
    })
    return doubled ? [...points, ...points] : points
  })

describe('condenseBall', () => {
  it('passes the partitions of the loop as the notes tell it, at the same bandwidths', () => {
    fc.assert(
      fc.property(clouds, fc.nat(), (points, seed) => {
        const random = createRandom(seed)
        const mass = Float64Array.from(points, () => 1 + random.integer(9))
        const tree = condenseBall({ rows: Float64Array.from(points.flat()), dims: 2 }, mass, options)
        for (const { labels, logBandwidth } of naive(points)) {
          const clusters = new Set(labels).size
          expect(partition(cutTree(tree, clusters))).toBe(partition(labels))
          // The last merge done in this cut.
          expect(tree.height[2 * points.length - clusters - 1]).toBeCloseTo(logBandwidth, 9)
        }
      }),
      { numRuns: 40 },
    )
  })

  it('counts each point once, whatever its mass', () => {
    // Three on a line: the middle is nearer to the left. Masses would pull it to the right.
    const rows = Float64Array.of(0, 1, 2.1)
    const light = condenseBall({ rows, dims: 1 }, Float64Array.of(1, 1, 1), options)
    const heavy = condenseBall({ rows, dims: 1 }, Float64Array.of(1, 1, 500), options)
    expect(partition(cutTree(heavy, 2))).toBe('[[0,1],[2]]')
    expect(heavy.height).toEqual(light.height)
    expect(heavy.mass[4]).toBe(502)
    expect(heavy.survivor[4]).toBe(2)
  })
})

function prototypesOf(rows: Points): Prototypes {
  return {
    count: rows.length,
    dims: rows[0]!.length,
    mass: Float64Array.from(rows, (_, i) => 1 + (i % 4)),
    mean: Float64Array.from(rows.flat()),
    position: new Float64Array(2 * rows.length),
    assignment: Int32Array.from(rows, (_, i) => i),
    width: rows.length,
    height: 1,
  }
}

describe('potentialPoints', () => {
  it.each([6, 7, 8, 9])(
    'are the principal components of -log(P^t) that hold over a hundredth of the variance, seed %i',
    seed => {
      const random = createRandom(seed)
      const rows = Array.from({ length: 60 }, () => [
        1 + random.normal() * 0.3,
        random.normal() + 2 * random.integer(3),
        random.normal(),
      ])
      const { rows: found, dims } = potentialPoints(prototypesOf(rows), 5, createRandom(1))

      const unit = rows.map(row => row.map(value => value / Math.hypot(...row)))
      const widths = unit.map(p => unit.map(q => distance(p, q)).sort((a, b) => a - b)[5]!)
      const one = unit.map((p, i) => unit.map(q => Math.exp(-((distance(p, q) / widths[i]!) ** 40))))
      const both = one.map((row, i) =>
        row.map((value, j) => ((value < 1e-4 ? 0 : value) + (one[j]![i]! < 1e-4 ? 0 : one[j]![i]!)) / 2),
      )
      const p = both.map(row => row.map(value => value / row.reduce((a, b) => a + b, 0)))
      // The number of steps is tested with the entropy; here it is taken from there.
      const operator = diffusionOperator(
        { ...prototypesOf(unit), mass: new Float64Array(60).fill(1) },
        { neighbourShare: 5.5 / 60, decay: 40 },
      )
      const time = kneeOf(powerEntropies(operator, 100, createRandom(1)))
      let power = p
      for (let step = 1; step < time; step++)
        power = power.map(row => p.map((_, j) => row.reduce((sum, value, k) => sum + value * p[k]![j]!, 0)))
      const potential = power.map(row => row.map(value => -Math.log(value + 1e-7)))
      const means = potential[0]!.map((_, j) => potential.reduce((sum, row) => sum + row[j]! / 60, 0))
      const centred = potential.map(row => row.map((value, j) => value - means[j]!))
      const gram = Float64Array.from(
        centred.flatMap(a => centred.map(b => a.reduce((sum, value, k) => sum + value * b[k]!, 0))),
      )
      const { values, vectors } = symmetricEigen(gram, 60)
      const total = values.slice(0, 25).reduce((a, b) => a + b, 0)
      const kept = values.filter(value => value > 0.01 * total).length
      expect(dims).toBe(kept)
      expect(kept).toBeLessThan(25)
      // Kernel values under 1e-4 are left out pair by pair there and direction by direction here: hence 1e-2 of up to 60.
      for (let i = 0; i < 60; i++)
        for (let j = 0; j < i; j++) {
          const place = (k: number): number[] =>
            Array.from({ length: kept }, (_, d) => Math.sqrt(values[d]!) * vectors[d * 60 + k]!)
          const own = distance(
            [...found.subarray(i * dims, (i + 1) * dims)],
            [...found.subarray(j * dims, (j + 1) * dims)],
          )
          expect(Math.abs(own - distance(place(i), place(j)))).toBeLessThan(1e-2)
        }
    },
  )
})

describe('condensePotential', () => {
  it('finds groups of directions, whatever their lengths', () => {
    const random = createRandom(3)
    const rows = Array.from({ length: 90 }, (_, i) => {
      const turn = (2 * Math.PI * (i % 3)) / 3 + 0.1 * random.normal()
      const length = 0.5 + 3 * random.uniform()
      return [length * Math.cos(turn), length * Math.sin(turn)]
    })
    const tree = condensePotential(prototypesOf(rows), { ...options, neighbours: 10 }, createRandom(1))
    expect(partition(cutTree(tree, 3))).toBe(partition(rows.map((_, i) => i % 3)))
  })

  it('ends on few, equal and zero points', () => {
    for (const rows of [
      [[1]],
      [
        [1, 0],
        [0, 1],
      ],
      [
        [0, 0],
        [0, 0],
        [1, 1],
      ],
      new Array(12).fill([2, 1]),
      [
        [1, 0],
        [0, 1],
        [1, 1],
        [1, 0],
      ],
    ]) {
      const tree = condensePotential(prototypesOf(rows), options, createRandom(1))
      expect(tree.leaves).toBe(rows.length)
      expect(tree.parent.filter(parent => parent === -1).length).toBe(1)
      expect(tree.height.every(Number.isFinite)).toBe(true)
    }
  })

  it('refuses features that are no numbers', () => {
    expect(() => condensePotential(prototypesOf([[1], [Number.NaN]]), options, createRandom(1))).toThrow(
      /must be finite/,
    )
  })
})
