import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PixelFeatures } from '../embedding/index.ts'
import { connectedComponents } from '../labels/index.ts'
import { checkOptions } from '../options/index.ts'
import { createRandom } from '../random/index.ts'
import { coarsen, makePrototypes, type Prototypes, prototypeOptions } from './index.ts'

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
        const made = makePrototypes(features, { ...options, kind: kind as 'pixels', pixelsEach: 20 }, createRandom(1))
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
          { ...options, pixelsEach: 20 },
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
        const fine = makePrototypes(features, { ...options, pixelsEach: 5 }, createRandom(1))
        const { prototypes, group } = coarsen(
          fine,
          Int32Array.from({ length: fine.count }, (_, p) => p % 3),
        )
        expectConsistent(prototypes, features)
        expect(prototypes.count).toBe(Math.min(3, fine.count))
        for (const [p, g] of group.entries()) expect(g).toBe(p % 3)
      }),
      { numRuns: 30 },
    )
  })
})
