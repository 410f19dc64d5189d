import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { diffusionOperator } from '../clustering/spectral-kmeans.ts'
import { symmetricEigen } from '../embedding/eigen.ts'
import { checkOptions } from '../options/index.ts'
import type { Prototypes } from '../prototypes/prototypes.ts'
import { createRandom } from '../random/index.ts'
import { kneeOf, powerEntropies } from './entropy.ts'
import { layoutOptions, layoutPrototypes } from './index.ts'
import { potential } from './potential.ts'
import { classicalScaling, metricScaling, pairwiseDistances } from './scaling.ts'

/** Prototypes of given features and masses, without an image. */
function prototypesOf(rows: readonly (readonly number[])[], mass = rows.map(() => 1)): Prototypes {
  return {
    count: rows.length,
    dims: rows[0]!.length,
    mass: Float64Array.from(mass),
    mean: Float64Array.from(rows.flat()),
    position: new Float64Array(2 * rows.length),
    assignment: Int32Array.from(rows, (_, i) => i),
    width: rows.length,
    height: 1,
  }
}

/** `count` points of three features, in clumps. */
function cloud(count: number, seed: number): Prototypes {
  const random = createRandom(seed)
  return prototypesOf(
    Array.from({ length: count }, () => [random.normal() + 3 * random.integer(3), random.normal(), random.normal()]),
    Array.from({ length: count }, () => 1 + random.integer(9)),
  )
}

/** The operator of a cloud as a dense matrix, [n][n]. */
function densely({ offsets, columns, values }: ReturnType<typeof diffusionOperator>): number[][] {
  const n = offsets.length - 1
  return Array.from({ length: n }, (_, i) => {
    const row = new Array<number>(n).fill(0)
    for (let e = offsets[i]!; e < offsets[i + 1]!; e++) row[columns[e]!] = values[e]!
    return row
  })
}

describe('potential', () => {
  it('is minus the logarithm of a power of the matrix', () => {
    const operator = diffusionOperator(cloud(15, 1), { neighbourShare: 0.2, decay: 40 })
    const p = densely(operator)
    let power = p
    for (let time = 1; time <= 5; time++) {
      const expected = power.flat().map(value => -Math.log(value + 1e-7))
      // 1e-9: the logarithm of 1e-7 magnifies rounding of 1e-17 to 1e-10.
      for (const [at, value] of potential(operator, time).entries())
        expect(Math.abs(value - expected[at]!)).toBeLessThan(1e-9)
      power = power.map(row => p.map((_, j) => row.reduce((sum, value, k) => sum + value * p[k]![j]!, 0)))
    }
  })
})

/** Entropies from all eigenvalues of the symmetric form of the operator, which shares them. */
function exactEntropies(operator: ReturnType<typeof diffusionOperator>, most: number): number[] {
  const p = densely(operator)
  const n = p.length
  const symmetric = Float64Array.from({ length: n * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n]
    return Math.sqrt(p[i]![j]! * p[j]![i]!)
  })
  const { values } = symmetricEigen(symmetric, n)
  return Array.from({ length: most }, (_, index) => {
    const powers = [...values].map(value => Math.abs(value) ** (index + 1))
    const total = powers.reduce((a, b) => a + b, 0)
    return -powers.reduce((sum, power) => sum + (power > 0 ? (power / total) * Math.log(power / total) : 0), 0)
  })
}

describe('powerEntropies', () => {
  it('is exact to 1e-8 for few points', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.nat(), (count, seed) => {
        const operator = diffusionOperator(cloud(count, seed), { neighbourShare: 0.3, decay: 40 })
        const exact = exactEntropies(operator, 10)
        const estimate = powerEntropies(operator, 10, createRandom(seed))
        for (const [index, entropy] of exact.entries()) expect(Math.abs(estimate[index]! - entropy)).toBeLessThan(1e-8)
      }),
      { numRuns: 20 },
    )
  })

  it('is within 0.4 nat for more, of entropies up to 5 nat, and finds the knee within 3 steps', () => {
    const operator = diffusionOperator(cloud(260, 3), { neighbourShare: 0.05, decay: 40 })
    const exact = exactEntropies(operator, 60)
    // An eigenvalue of 1 is estimated from 32 directions to a quarter of its weight, hence its logarithm to 0.25.
    for (const seed of [1, 2, 3, 4]) {
      const estimate = powerEntropies(operator, 60, createRandom(seed))
      for (const [index, entropy] of exact.entries()) expect(Math.abs(estimate[index]! - entropy)).toBeLessThan(0.4)
      expect(Math.abs(kneeOf(estimate) - kneeOf(Float64Array.from(exact)))).toBeLessThanOrEqual(3)
    }
  })

  it('is the logarithm of the number of parts that do not mix', () => {
    // Parts of coincident points far apart: P averages within each, eigenvalue 1 as often as there are parts, else 0.
    const parts = prototypesOf(Array.from({ length: 12 }, (_, i) => [1000 * (i % 3)]))
    const operator = diffusionOperator(parts, { neighbourShare: 0.2, decay: 40 })
    for (const entropy of powerEntropies(operator, 4, createRandom(1))) expect(entropy).toBeCloseTo(Math.log(3), 9)
  })
})

describe('kneeOf', () => {
  it('finds where two lines meet', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 3, max: 60 }),
        fc.nat(),
        fc.double({ min: -5, max: -1, noNaN: true }),
        (length, some, slope) => {
          const knee = 1 + (some % (length - 2))
          const curve = Float64Array.from({ length }, (_, i) =>
            i < knee ? slope * (i - knee) : 0.1 * slope * (i - knee),
          )
          expect(kneeOf(curve)).toBe(knee)
        },
      ),
    )
    expect(kneeOf(Float64Array.of(1, 2))).toBe(0)
  })
})

describe('scaling', () => {
  const planar = fc.record({ count: fc.integer({ min: 1, max: 40 }), seed: fc.nat() }).map(({ count, seed }) => {
    const random = createRandom(seed)
    return Float64Array.from({ length: 2 * count }, () => random.normal())
  })

  it('recovers points of the plane by their distances, to 1e-6', () => {
    fc.assert(
      fc.property(planar, points => {
        const n = points.length / 2
        const distances = pairwiseDistances(points, n, 2)
        for (let i = 0; i < n; i++)
          for (let j = 0; j < n; j++) {
            const expected = Math.hypot(points[2 * i]! - points[2 * j]!, points[2 * i + 1]! - points[2 * j + 1]!)
            expect(distances[i * n + j]).toBeCloseTo(expected, 12)
          }
        const found = classicalScaling(distances, n, 2)
        const again = pairwiseDistances(found, n, 2)
        for (const [at, distance] of distances.entries()) expect(Math.abs(again[at]! - distance)).toBeLessThan(1e-6)
        expect(metricScaling(distances, found, n).stress).toBeLessThan(1e-6)
      }),
      { numRuns: 40 },
    )
  })

  it('returns to the points from nearby', () => {
    const random = createRandom(8)
    const points = Float64Array.from({ length: 60 }, () => random.normal())
    const start = points.map(value => value + 0.3 * random.normal())
    const distances = pairwiseDistances(points, 30, 2)
    const found = metricScaling(distances, start, 30)
    expect(found.stress).toBeLessThan(0.01)
    const again = pairwiseDistances(found.points, 30, 2)
    for (const [at, distance] of distances.entries()) expect(Math.abs(again[at]! - distance)).toBeLessThan(0.1)
  })

  it('states the stress of what it returns, never above that of its start', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 30 }), fc.nat(), (n, seed) => {
        const random = createRandom(seed)
        const distances = pairwiseDistances(
          Float64Array.from({ length: 6 * n }, () => random.normal()),
          n,
          6,
        )
        const start = classicalScaling(distances, n, 2)
        const stressOf = (points: Float64Array): number => {
          const placed = pairwiseDistances(points, n, 2)
          const errors = distances.reduce((sum, distance, at) => sum + (distance - placed[at]!) ** 2, 0)
          return Math.sqrt(errors / distances.reduce((sum, distance) => sum + distance ** 2, 0))
        }
        const { points, stress } = metricScaling(distances, start, n)
        expect(stress).toBeCloseTo(stressOf(points), 10)
        expect(stress).toBeLessThanOrEqual(stressOf(start) + 1e-12)
      }),
      { numRuns: 40 },
    )
  })
})

describe('layoutPrototypes', () => {
  const automatic = checkOptions('layout', layoutOptions)
  const fixed = { ...automatic, automaticTime: false }

  const distance = (points: Float64Array, i: number, j: number): number =>
    Math.hypot(points[2 * i]! - points[2 * j]!, points[2 * i + 1]! - points[2 * j + 1]!)

  it('keeps the order of points along a curve', () => {
    // A helix of two turns: order along it is not order along any axis.
    const count = 120
    const random = createRandom(4)
    const helix = prototypesOf(
      Array.from({ length: count }, (_, i) => {
        const turn = (4 * Math.PI * i) / count
        return [Math.cos(turn), Math.sin(turn), 0.3 * turn].map(value => value + 0.01 * random.normal())
      }),
    )
    for (const options of [fixed, automatic]) {
      const { points } = layoutPrototypes(helix, options, createRandom(1))
      // The nearest on the map of every point is one of the four nearest along the curve.
      for (let i = 0; i < count; i++) {
        const others = [...Array(count).keys()].filter(j => j !== i)
        const nearest = others.reduce((a, b) => (distance(points, i, b) < distance(points, i, a) ? b : a))
        expect(Math.abs(nearest - i)).toBeLessThanOrEqual(2)
      }
    }
  })

  it('shows three branches as three, their ends apart', () => {
    const random = createRandom(5)
    const length = 40
    const branches = prototypesOf(
      Array.from({ length: 3 * length }, (_, i) =>
        Array.from({ length: 5 }, (_, d) => (d === i % 3 ? Math.floor(i / 3) / length : 0) + 0.005 * random.normal()),
      ),
    )
    const { points, stress } = layoutPrototypes(branches, automatic, createRandom(1))
    expect(stress).toBeLessThan(0.25)
    const ends = [3 * length - 3, 3 * length - 2, 3 * length - 1]
    for (const [branch, end] of ends.entries()) {
      // From the middle outwards every point of a branch comes nearer to its end, in steps of eight.
      for (let at = branch; at + 24 < 3 * length; at += 24)
        expect(distance(points, at + 24, end)).toBeLessThan(distance(points, at, end))
      for (const other of ends)
        if (other !== end) expect(distance(points, end, other)).toBeGreaterThan(distance(points, end, branch))
    }
  })

  it('does not depend on the order of the points, nor on the unit of features and masses', () => {
    const plain = cloud(60, 7)
    const random = createRandom(2)
    const order = [...Array(60).keys()].map(i => ({ i, key: random.uniform() })).sort((a, b) => a.key - b.key)
    const shuffled = {
      ...plain,
      mass: Float64Array.from(order, ({ i }) => 3 * plain.mass[i]!),
      mean: Float64Array.from(order.flatMap(({ i }) => [0, 1, 2].map(d => 7 * plain.mean[3 * i + d]!))),
    }
    const a = layoutPrototypes(plain, fixed, createRandom(1)).points
    const b = layoutPrototypes(shuffled, fixed, createRandom(1)).points
    const size = Math.max(...a)
    for (let p = 0; p < 60; p++)
      for (let q = 0; q < p; q++)
        expect(Math.abs(distance(b, p, q) - distance(a, order[p]!.i, order[q]!.i))).toBeLessThan(1e-3 * size)
  })

  it('places coincident points together and survives few of them', () => {
    for (const rows of [[[1, 2]], [[0], [0]], [[0], [1]], [[3], [3], [3], [3]], [[0], [0], [5]]]) {
      const { points, stress } = layoutPrototypes(prototypesOf(rows), automatic, createRandom(1))
      expect(points.every(Number.isFinite)).toBe(true)
      expect(stress).toBeLessThan(1e-6)
      for (let i = 0; i < rows.length; i++)
        for (let j = 0; j < i; j++) if (rows[i]![0] === rows[j]![0]) expect(distance(points, i, j)).toBeLessThan(1e-6)
    }
  })

  it('refuses features that are no numbers', () => {
    expect(() => layoutPrototypes(prototypesOf([[1], [Number.NaN]]), fixed, createRandom(1))).toThrow(/must be finite/)
  })
})
