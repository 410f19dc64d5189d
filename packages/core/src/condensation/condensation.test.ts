import { loadNpz, referencePath, sharedDataReason } from '@cuts/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkOptions } from '../options/index.ts'
import type { Prototypes } from '../prototypes/index.ts'
import { createRandom } from '../random/index.ts'
import { cutTree, type MergeTree } from '../tree/index.ts'
import { type Cloud, diffuse } from './diffuse.ts'
import { condensationOptions, condense } from './index.ts'
import { nearestLinks } from './nearest.ts'

const path = referencePath('condensation_fixed_epsilon.npz')

function cloudOf(x: Float64Array, dims: number, mass?: Float64Array): Cloud {
  const count = x.length / dims
  const weights = mass ?? new Float64Array(count).fill(1)
  return {
    dims,
    x,
    mass: weights,
    active: Int32Array.from({ length: count }, (_, i) => i),
    links: undefined,
    massExponent: 0,
    totalMass: weights.reduce((a, b) => a + b, 0),
  }
}

describe.skipIf(path === undefined)(`diffusion against the reference (${sharedDataReason} if skipped)`, () => {
  it('reproduces twelve iterates at a fixed bandwidth to 1e-10', () => {
    const reference = loadNpz(path!)
    const all = reference.X!.data as Float64Array
    const epsilon = (reference.epsilon!.data as Float64Array)[0]!
    const size = 300 * 6
    let x = all.slice(0, size)
    for (let iteration = 1; iteration <= 12; iteration++) {
      const out = new Float64Array(size)
      diffuse(cloudOf(x, 6), epsilon, out)
      x = out
      let worst = 0
      for (let i = 0; i < size; i++) worst = Math.max(worst, Math.abs(x[i]! - all[iteration * size + i]!))
      expect(worst, `iteration ${iteration}`).toBeLessThan(1e-10)
    }
  })
})

/** Prototypes of given features and masses, without space. */
function prototypesOf(rows: readonly (readonly number[])[], mass: readonly number[]): Prototypes {
  const dims = rows[0]!.length
  return {
    count: rows.length,
    dims,
    mass: Float64Array.from(mass),
    mean: Float64Array.from(rows.flat()),
    position: new Float64Array(2 * rows.length),
    assignment: Int32Array.from(rows, (_, i) => i),
    width: rows.length,
    height: 1,
  }
}

const dense = checkOptions('condensation', condensationOptions, { graph: 'dense' })
const plain = { ...dense, massExponent: 0 }
const cloudArbitrary = fc.record({ count: fc.integer({ min: 1, max: 24 }), seed: fc.nat() }).map(({ count, seed }) => {
  const random = createRandom(seed)
  return {
    rows: Array.from({ length: count }, () => [random.normal() + 4 * random.integer(3), random.normal()]),
    mass: Array.from({ length: count }, () => 1 + random.integer(9)),
  }
})

/** The partition a cut makes, as the set of its groups, whatever the labels. */
function partition(labels: Int32Array): string {
  const groups = new Map<number, number[]>()
  for (const [leaf, label] of labels.entries()) groups.set(label, [...(groups.get(label) ?? []), leaf])
  return JSON.stringify([...groups.values()].sort((a, b) => a[0]! - b[0]!))
}

describe('condense', () => {
  it('makes a tree that is monotone, nested, and keeps all mass', () => {
    fc.assert(
      fc.property(cloudArbitrary, fc.constantFrom(0, 0.5, 1), ({ rows, mass }, massExponent) => {
        const tree = condense(prototypesOf(rows, mass), { ...dense, massExponent })
        const { leaves, parent, height, step } = tree
        const root = 2 * leaves - 2
        expect(tree.mass[root]).toBeCloseTo(
          mass.reduce((a, b) => a + b, 0),
          9,
        )
        for (let node = 0; node < root; node++) {
          expect(parent[node]).toBeGreaterThan(node)
          expect(height[parent[node]!]).toBeGreaterThanOrEqual(height[node]!)
          expect(step[parent[node]!]).toBeGreaterThanOrEqual(step[node]!)
        }
        for (let clusters = 1; clusters <= leaves; clusters++) {
          const labels = cutTree(tree, clusters)
          expect(new Set(labels).size).toBe(clusters)
          if (clusters === 1) continue
          const coarser = cutTree(tree, clusters - 1)
          const image = new Map<number, number>()
          for (const [leaf, label] of labels.entries()) {
            expect(image.get(label) ?? coarser[leaf]).toBe(coarser[leaf])
            image.set(label, coarser[leaf]!)
          }
        }
      }),
      { numRuns: 60 },
    )
  })

  it('gives the same partitions whatever the order of the points', () => {
    fc.assert(
      fc.property(cloudArbitrary, fc.nat(), ({ rows, mass }, seed) => {
        const random = createRandom(seed)
        const order = rows.map((_, i) => i)
        for (let i = order.length - 1; i > 0; i--) {
          const j = random.integer(i + 1)
          ;[order[i], order[j]] = [order[j]!, order[i]!]
        }
        const tree = condense(prototypesOf(rows, mass), dense)
        const shuffled = condense(
          prototypesOf(
            order.map(i => rows[i]!),
            order.map(i => mass[i]!),
          ),
          dense,
        )
        for (let clusters = 1; clusters <= rows.length; clusters++) {
          const back = new Int32Array(rows.length)
          for (const [position, leaf] of order.entries()) back[leaf] = cutTree(shuffled, clusters)[position]!
          expect(partition(back)).toBe(partition(cutTree(tree, clusters)))
        }
      }),
      { numRuns: 40 },
    )
  })

  it('treats two copies of every point as one point of twice the mass', () => {
    fc.assert(
      fc.property(cloudArbitrary, fc.constantFrom(0, 1), ({ rows, mass }, massExponent) => {
        const options = { ...dense, massExponent }
        const doubled = condense(
          prototypesOf(
            rows,
            mass.map(m => 2 * m),
          ),
          options,
        )
        const copied = condense(prototypesOf([...rows, ...rows], [...mass, ...mass]), options)
        for (let clusters = 1; clusters <= rows.length; clusters++) {
          const labels = cutTree(copied, clusters)
          expect([...labels.slice(rows.length)]).toEqual([...labels.slice(0, rows.length)])
          expect(partition(labels.slice(0, rows.length))).toBe(partition(cutTree(doubled, clusters)))
        }
      }),
      { numRuns: 40 },
    )
  })

  it('does not depend on the unit of the features: heights shift by 2 log of the factor', () => {
    fc.assert(
      fc.property(cloudArbitrary, ({ rows, mass }) => {
        const tree = condense(prototypesOf(rows, mass), plain)
        const scaled = condense(
          prototypesOf(
            rows.map(row => row.map(value => 8 * value)),
            mass,
          ),
          plain,
        )
        expect(scaled.children).toEqual(tree.children)
        if (rows.length < 2) return
        for (let node = 0; node < tree.height.length; node++)
          expect(scaled.height[node]! - tree.height[node]!).toBeCloseTo(2 * Math.log(8), 6)
      }),
      { numRuns: 40 },
    )
  })

  it('ends within the stated number of iterations on every input', () => {
    const bound = (growth: number, mergeDistance: number): number =>
      Math.log(1e12 / mergeDistance ** 2) / Math.log(growth) + 1
    const cases: readonly (readonly (readonly number[])[])[] = [
      [[0]],
      [[0], [0]],
      [[0], [1]],
      Array.from({ length: 30 }, () => [3]),
      [[0], [0], [0], [1e9]],
      [[0], [1e-12], [1]],
    ]
    for (const rows of cases)
      for (const graph of ['dense', 'adjacency', 'adjacency+twins'] as const)
        for (const massExponent of [0, 1]) {
          const cloud = prototypesOf(
            rows,
            rows.map(() => 1),
          )
          // In a row, each touches the next.
          const ends = rows.map((_, i) => [i - 1, i + 1].filter(j => j >= 0 && j < rows.length))
          const offsets = Int32Array.from([0, ...ends.map((_, i) => ends.slice(0, i + 1).flat().length)])
          const tree: MergeTree = condense(
            { ...cloud, adjacency: { offsets, neighbours: Int32Array.from(ends.flat()) } },
            { ...plain, graph, massExponent },
          )
          expect(tree.leaves).toBe(rows.length)
          expect(tree.iterations).toBeLessThanOrEqual(bound(plain.growth, plain.mergeDistance))
          expect(cutTree(tree, 1)).toEqual(new Int32Array(rows.length).fill(tree.survivor[2 * rows.length - 2]!))
        }
  })

  it('ends where parts touch nowhere, and refuses features that are not finite', () => {
    const apart: Prototypes = {
      ...prototypesOf([[0], [1], [5], [9]], [1, 1, 1, 1]),
      adjacency: { offsets: Int32Array.of(0, 1, 2, 3, 4), neighbours: Int32Array.of(1, 0, 3, 2) },
    }
    expect(partition(cutTree(condense(apart, { ...dense, graph: 'adjacency' }), 2))).toBe('[[0,1],[2,3]]')
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => condense(prototypesOf([[0], [value]], [1, 1]), dense)).toThrow(/must be finite/)
  })

  it('finds well separated groups, and keeps the label of the heaviest', () => {
    const rows = [[0], [0.1], [0.2], [10], [10.1], [50]]
    const tree = condense(prototypesOf(rows, [1, 5, 1, 2, 9, 3]), plain)
    expect(partition(cutTree(tree, 3))).toBe('[[0,1,2],[3,4],[5]]')
    expect([...cutTree(tree, 3)]).toEqual([1, 1, 1, 4, 4, 5])
  })

  it('links only touching regions where adjacency is asked for', () => {
    // Four regions in a row, the outer two alike: without links they could only meet last.
    const row: Prototypes = {
      ...prototypesOf([[0], [5], [6], [0]], [4, 4, 4, 4]),
      adjacency: { offsets: Int32Array.of(0, 1, 3, 5, 6), neighbours: Int32Array.of(1, 0, 2, 1, 3, 2) },
    }
    expect(partition(cutTree(condense(row, plain), 3))).toBe('[[0,3],[1],[2]]')
    expect(partition(cutTree(condense(row, { ...plain, graph: 'adjacency' }), 3))).toBe('[[0],[1,2],[3]]')
  })
})

describe('nearest links', () => {
  it('are those that sorting all distances gives, both ways', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 25 }), fc.integer({ min: 1, max: 30 }), fc.nat(), (n, k, seed) => {
        const random = createRandom(seed)
        const x = Float64Array.from({ length: 2 * n }, () => random.normal())
        const near = (i: number): number[] =>
          Array.from({ length: n }, (_, j) => j)
            .filter(j => j !== i)
            .sort((a, b) => distance(i, a) - distance(i, b))
            .slice(0, k)
        const distance = (i: number, j: number): number =>
          (x[2 * i]! - x[2 * j]!) ** 2 + (x[2 * i + 1]! - x[2 * j + 1]!) ** 2
        const links = nearestLinks(x, 2, k)
        for (let i = 0; i < n; i++)
          for (let j = 0; j < n; j++)
            expect(links[i]!.has(j), `${i} ${j}`).toBe(i !== j && (near(i).includes(j) || near(j).includes(i)))
      }),
    )
  })

  it('with all others linked give the dense tree', () => {
    const random = createRandom(3)
    const rows = Array.from({ length: 30 }, () => [random.normal(), random.normal()])
    const cloud = prototypesOf(
      rows,
      rows.map(() => 1 + random.integer(4)),
    )
    const nearest = condense(cloud, { ...plain, graph: 'nearest', neighbours: 29 })
    expect(nearest.children).toEqual(condense(cloud, plain).children)
  })
})

describe('twins', () => {
  /** A picture of 24 x 24 prototypes of 10 px each, touching their four neighbours; `valueAt` gives the one feature. */
  function grid(valueAt: (x: number, y: number) => number): Prototypes {
    const side = 24
    const at = (i: number): [number, number] => [i % side, Math.floor(i / side)]
    const count = side * side
    const offsets = new Int32Array(count + 1)
    const neighbours: number[] = []
    for (let i = 0; i < count; i++) {
      const [x, y] = at(i)
      if (y > 0) neighbours.push(i - side)
      if (x > 0) neighbours.push(i - 1)
      if (x < side - 1) neighbours.push(i + 1)
      if (y < side - 1) neighbours.push(i + side)
      offsets[i + 1] = neighbours.length
    }
    const pixels = Math.sqrt(10)
    return {
      count,
      dims: 1,
      mass: new Float64Array(count).fill(10),
      mean: Float64Array.from({ length: count }, (_, i) => valueAt(...at(i)) + 0.01 * Math.sin(i)),
      position: Float64Array.from({ length: 2 * count }, (_, k) => (at(k >> 1)[k % 2]! + 0.5) * pixels),
      assignment: new Int32Array(0),
      width: side * pixels,
      height: side * pixels,
      adjacency: { offsets, neighbours: Int32Array.from(neighbours) },
    }
  }
  /** Two blocks of 3 x 3 in two kinds of surroundings, 3 columns apart unless said otherwise. */
  const horns =
    (left: number, right: number, columns = [8, 14]) =>
    (x: number, y: number): number => {
      const inside = (from: number): boolean => x >= from && x < from + 3 && y >= 10 && y < 13
      return inside(columns[0]!) ? left : inside(columns[1]!) ? right : x < 12 ? 0 : 4
    }
  const soft = { ...plain, massExponent: 1, graph: 'adjacency+twins' as const }
  /** Whether some cut gives both blocks one label that nothing else has. */
  function meet(prototypes: Prototypes, graph: 'adjacency+twins' | 'adjacency', columns = [8, 14]): boolean {
    const tree = condense(prototypes, { ...soft, graph })
    const [a, b] = [10 * 24 + columns[0]!, 10 * 24 + columns[1]!]
    for (let clusters = 2; clusters <= 10; clusters++) {
      const labels = cutTree(tree, clusters)
      const size = labels.filter(label => label === labels[a]).length
      if (labels[a] === labels[b] && size === 18) return true
    }
    return false
  }

  it('are joined before their surroundings take them, where only touching regions are linked otherwise', () => {
    expect(meet(grid(horns(12, 12)), 'adjacency')).toBe(false)
    expect(meet(grid(horns(12, 12)), 'adjacency+twins')).toBe(true)
  })

  it('have to be the more alike the further apart they are', () => {
    const far = [2, 19]
    expect(meet(grid(horns(12, 9)), 'adjacency+twins')).toBe(false)
    expect(meet(grid(horns(12, 11)), 'adjacency+twins')).toBe(true)
    expect(meet(grid(horns(12, 11, far)), 'adjacency+twins', far)).toBe(false)
    expect(meet(grid(horns(12, 11.9, far)), 'adjacency+twins', far)).toBe(true)
  })

  it('are worth telling apart from their surroundings', () => {
    const specks = grid(horns(12, 12))
    const mass = specks.mass.map((m, i) => (specks.mean[i]! > 10 ? 0.001 : m))
    expect(meet({ ...specks, mass }, 'adjacency+twins')).toBe(false)
  })
})

describe('diffuse', () => {
  it('moves merged coincident points exactly as it moves the points themselves', () => {
    const random = createRandom(7)
    const copies = 300
    const dims = 3
    const single = Float64Array.from({ length: 100 * dims }, () => random.normal())
    const owner = Int32Array.from({ length: copies }, () => random.integer(100))
    const mass = new Float64Array(100)
    for (const i of owner) mass[i]!++
    let many = Float64Array.from(
      { length: copies * dims },
      (_, k) => single[owner[Math.floor(k / dims)]! * dims + (k % dims)]!,
    )
    let few: Float64Array = single
    // A point without copies takes no part.
    const active = Int32Array.from(mass.keys()).filter(i => mass[i]! > 0)
    for (let iteration = 0; iteration < 50; iteration++) {
      const nextMany = new Float64Array(many.length)
      const nextFew = new Float64Array(few.length)
      diffuse(cloudOf(many, dims), 0.5, nextMany)
      diffuse({ ...cloudOf(few, dims, mass), active }, 0.5, nextFew)
      many = nextMany
      few = nextFew
    }
    for (const [copy, i] of owner.entries())
      for (let d = 0; d < dims; d++) expect(Math.abs(many[copy * dims + d]! - few[i * dims + d]!)).toBeLessThan(1e-9)
  })
})
