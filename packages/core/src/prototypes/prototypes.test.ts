import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PixelFeatures } from '../embedding/index.ts'
import { connectedComponents } from '../labels/components.ts'
import { checkOptions } from '../options/index.ts'
import { createRandom } from '../random/index.ts'
import { coarsen } from './coarsen.ts'
import { makePrototypes, type Prototypes, prototypeOptions } from './index.ts'
import { createPool } from './pool.ts'
import { regionAdjacency } from './summarise.ts'

const options = checkOptions('prototypes', prototypeOptions)

const featuresArbitrary = fc
  .record({
    width: fc.integer({ min: 1, max: 30 }),
    height: fc.integer({ min: 1, max: 30 }),
    dims: fc.integer({ min: 1, max: 3 }),
    seed: fc.nat(),
    flat: fc.boolean(),
  })
  .map(({ width, height, dims, seed, flat }): PixelFeatures => {
    const random = createRandom(seed)
    const data = Float32Array.from({ length: width * height * dims }, () => (flat ? 0.25 : random.normal()))
    return { width, height, dims, data }
  })

/** What every set of prototypes must be, however it was made. */
function expectConsistent(prototypes: Prototypes, features: PixelFeatures): void {
  const { count, dims, mass, mean, position, assignment } = prototypes
  const members = Array.from({ length: count }, (): number[] => [])
  for (const [pixel, p] of assignment.entries()) members[p]!.push(pixel)
  for (let p = 0; p < count; p++) {
    expect(mass[p]).toBe(members[p]!.length)
    expect(members[p]!.length).toBeGreaterThan(0)
    const average = (value: (pixel: number) => number): number =>
      members[p]!.reduce((sum, pixel) => sum + value(pixel), 0) / members[p]!.length
    for (let d = 0; d < dims; d++)
      expect(mean[p * dims + d]).toBeCloseTo(
        average(pixel => features.data[pixel * dims + d]!),
        5,
      )
    expect(position[2 * p]).toBeCloseTo(
      average(pixel => pixel % features.width),
      9,
    )
    expect(position[2 * p + 1]).toBeCloseTo(
      average(pixel => Math.floor(pixel / features.width)),
      9,
    )
  }
}

describe('prototypes', () => {
  it('account for every pixel, whatever their kind', () => {
    fc.assert(
      fc.property(featuresArbitrary, fc.constantFrom('superpixels', 'features', 'pixels'), (features, kind) => {
        const made = makePrototypes(
          features,
          { ...options, kind: kind as 'pixels', pixelsPerPrototype: 20 },
          createRandom(1),
        )
        expectConsistent(made, features)
        if (kind === 'pixels') expect(made.count).toBe(features.width * features.height)
      }),
      { numRuns: 60 },
    )
  })

  it('are connected where they are superpixels, with the adjacency of the label map', () => {
    fc.assert(
      fc.property(featuresArbitrary, features => {
        const { count, assignment, adjacency, width, height } = makePrototypes(
          features,
          { ...options, pixelsPerPrototype: 20 },
          createRandom(1),
        )
        expect(connectedComponents(assignment, width, height, 4).count).toBe(count)
        const pairs = new Set<string>()
        for (let i = 0; i < assignment.length; i++) {
          if ((i + 1) % width !== 0) pairs.add(`${assignment[i]} ${assignment[i + 1]}`)
          if (i + width < assignment.length) pairs.add(`${assignment[i]} ${assignment[i + width]}`)
        }
        const listed = new Set<string>()
        for (let p = 0; p < count; p++)
          for (const q of adjacency!.neighbours.subarray(adjacency!.offsets[p], adjacency!.offsets[p + 1]))
            listed.add(`${p} ${q}`)
        for (const pair of pairs) {
          const [p, q] = pair.split(' ')
          if (p !== q) expect(listed.has(pair) && listed.has(`${q} ${p}`)).toBe(true)
        }
        for (const pair of listed) expect(pairs.has(pair) || pairs.has(pair.split(' ').reverse().join(' '))).toBe(true)
      }),
      { numRuns: 60 },
    )
  })

  it('follow a sharp edge', () => {
    const features: PixelFeatures = {
      width: 40,
      height: 40,
      dims: 1,
      data: Float32Array.from({ length: 1600 }, (_, i) => (i % 40 < 23 ? 0 : 1)),
    }
    const { mean } = makePrototypes(features, options, createRandom(1))
    for (const value of mean) expect(value === 0 || value === 1).toBe(true)
  })

  it('keep mass and mean when coarsened', () => {
    fc.assert(
      fc.property(featuresArbitrary, features => {
        const fine = makePrototypes(features, { ...options, pixelsPerPrototype: 5 }, createRandom(1))
        const { prototypes, group } = coarsen(
          fine,
          Int32Array.from({ length: fine.count }, (_, p) => p % 3),
        )
        const assignment = fine.assignment.map(p => group[p]!)
        expectConsistent({ ...prototypes, assignment }, features)
        expect(prototypes.adjacency).toEqual(
          regionAdjacency(assignment, features.width, features.height, prototypes.count),
        )
        expect(prototypes.count).toBe(Math.min(3, fine.count))
        for (const [p, g] of group.entries()) expect(g).toBe(p % 3)
      }),
      { numRuns: 30 },
    )
  })
})

describe('createPool', () => {
  const image = (seed: number, width = 12, height = 9): Prototypes => {
    const random = createRandom(seed)
    const data = Float32Array.from({ length: 2 * width * height }, () => random.normal())
    return makePrototypes({ width, height, dims: 2, data }, { ...options, pixelsPerPrototype: 8 }, random)
  }

  it('links slices where a pixel of one lies over a pixel of the next, and only there', () => {
    const slices = [1, 2, 3].map(seed => image(seed))
    const pool = createPool({ thickness: 4 })
    const first = slices.map(slice => pool.add(slice))
    const { count, mass, position, adjacency } = pool.finish()
    expect(count).toBe(slices.reduce((sum, slice) => sum + slice.count, 0))
    expect(mass.reduce((sum, m) => sum + m, 0)).toBe(3 * 12 * 9)
    // The graph of the volume of labels: pixels that share a face within a slice or across two.
    const labels = slices.map(({ assignment }, s) => assignment.map(p => first[s]! + p))
    const touching = new Set<string>()
    const meet = (a: number, b: number): void => {
      if (a !== b) touching.add(`${a} ${b}`).add(`${b} ${a}`)
    }
    for (const [s, slice] of labels.entries())
      for (let i = 0; i < slice.length; i++) {
        if (i % 12 < 11) meet(slice[i]!, slice[i + 1]!)
        if (i + 12 < slice.length) meet(slice[i]!, slice[i + 12]!)
        if (s < 2) meet(slice[i]!, labels[s + 1]![i]!)
      }
    const found = new Set<string>()
    for (let p = 0; p < count; p++)
      for (const q of adjacency!.neighbours.subarray(adjacency!.offsets[p], adjacency!.offsets[p + 1]))
        found.add(`${p} ${q}`)
    expect(found).toEqual(touching)
    for (let p = 0; p < count; p++) expect(position[3 * p + 2]! % 4).toBe(0)
    expect(position[3 * first[2]! + 2]).toBe(8)
  })

  it('keeps images apart, of whatever size, and refuses slices of different sizes', () => {
    const pool = createPool()
    pool.add(image(1))
    pool.add(image(2, 5, 20))
    const pooled = pool.finish()
    expect(pooled).toMatchObject({ width: 12, height: 20 })
    expect(pooled.adjacency).toBeUndefined()
    expect(pooled.position).toHaveLength(2 * pooled.count)
    const slices = createPool({ thickness: 1 })
    slices.add(image(1))
    expect(() => slices.add(image(2, 5, 20))).toThrow(/one size/)
    expect(() => pool.add({ ...image(3), dims: 1 })).toThrow(/cannot be pooled/)
  })
})
