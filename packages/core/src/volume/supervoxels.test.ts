import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../random/index.ts'
import type { Supervoxels } from './pieces.ts'
import { type SupervoxelOptions, supervoxels } from './supervoxels.ts'
import { type VoxelSource, voxelSide } from './voxel-source.ts'

type Size = readonly [number, number, number]

function sourceOf([width, height, depth]: Size, spacingMm: Size, at: (x: number, y: number, z: number) => number) {
  const source: VoxelSource = {
    width,
    height,
    depth,
    dims: 1,
    spacingMm,
    read: (z, out) => {
      for (let y = 0, i = 0; y < height; y++) for (let x = 0; x < width; x++, i++) out[i] = at(x, y, z)
    },
  }
  return source
}

function make(source: VoxelSource, options: SupervoxelOptions): Supervoxels & { readonly labels: Int32Array } {
  const area = source.width * source.height
  const numbers = new Int32Array(area * source.depth)
  const found = supervoxels(source, options, (z, slice) => numbers.set(slice, z * area))!
  return { ...found, labels: numbers.map(number => (number < 0 ? -1 : found.supervoxel[number]!)) }
}

/** Parts of one label, by flood fill: written without the code under test. */
function parts(labels: Int32Array, [width, height, depth]: Size): number {
  const seen = new Set<number>()
  let count = 0
  for (let start = 0; start < labels.length; start++) {
    if (labels[start]! < 0 || seen.has(start)) continue
    count++
    const open = [start]
    seen.add(start)
    for (let i = open.pop(); i !== undefined; i = open.pop()) {
      const [x, y, z] = [i % width, Math.floor(i / width) % height, Math.floor(i / (width * height))]
      const near = [
        x > 0 ? i - 1 : -1,
        x + 1 < width ? i + 1 : -1,
        y > 0 ? i - width : -1,
        y + 1 < height ? i + width : -1,
        z > 0 ? i - width * height : -1,
        z + 1 < depth ? i + width * height : -1,
      ]
      for (const j of near)
        if (j >= 0 && labels[j] === labels[i] && !seen.has(j)) {
          seen.add(j)
          open.push(j)
        }
    }
  }
  return count
}

/** Area and summed contrast of the faces of every pair, one face at a time. */
function faces(labels: Int32Array, source: VoxelSource): Map<string, { area: number; contrast: number }> {
  const { width, height, depth, spacingMm } = source
  const area = width * height
  const values = Array.from({ length: depth }, (_, z) => {
    const slice = new Float32Array(area)
    source.read(z, slice)
    return slice
  })
  const found = new Map<string, { area: number; contrast: number }>()
  const steps = [1, width, area]
  for (let i = 0; i < labels.length; i++) {
    const place = [i % width, Math.floor(i / width) % height, Math.floor(i / area)]
    for (const axis of [0, 1, 2]) {
      if (place[axis]! + 1 >= [width, height, depth][axis]!) continue
      const j = i + steps[axis]!
      if (labels[i]! < 0 || labels[j]! < 0 || labels[i] === labels[j]) continue
      const face = spacingMm.reduce((product, mm, a) => (a === axis ? product : product * mm), 1)
      const change = values[Math.floor(i / area)]![i % area]! - values[Math.floor(j / area)]![j % area]!
      const key = [labels[i]!, labels[j]!].sort((a, b) => a - b).join()
      const sum = found.get(key) ?? { area: 0, contrast: 0 }
      found.set(key, {
        area: sum.area + face,
        contrast: sum.contrast + (face * Math.abs(change)) / spacingMm[axis]!,
      })
    }
  }
  return found
}

describe('supervoxels', () => {
  it('keeps two halves of a cube apart, and measures the face between them', () => {
    const size = [24, 24, 24] as const
    const source = sourceOf(size, [1, 1, 1], x => (x < 12 ? 0 : 1))
    const { cloud, labels } = make(source, { count: 64, compactness: 0.2 })
    for (let p = 0; p < cloud.count; p++) expect([0, 1]).toContain(cloud.mean[p])
    expect(cloud.mass.reduce((a, b) => a + b)).toBe(24 ** 3)
    expect(parts(labels, size)).toBe(cloud.count)
    let area = 0
    for (let p = 0; p < cloud.count; p++)
      for (let k = cloud.adjacency.offsets[p]!; k < cloud.adjacency.offsets[p + 1]!; k++) {
        const isAcross = cloud.mean[p] !== cloud.mean[cloud.adjacency.neighbours[k]!]
        expect(cloud.adjacency.boundaries!.strength[k]).toBe(isAcross ? 1 : 0)
        if (isAcross && cloud.mean[p] === 0) area += cloud.adjacency.boundaries!.length[k]!
      }
    expect(area).toBe(24 * 24)
  })

  it('makes cells that are as thick in millimetres as they are wide', () => {
    // 24 x 24 x 24 mm of one value: the cells of the grid, 6 mm each way.
    const source = sourceOf([24, 24, 6], [1, 1, 4], () => 0.5)
    const { cloud } = make(source, { count: 64, compactness: 1 })
    expect(cloud.count).toBeGreaterThanOrEqual(48)
    expect(cloud.count).toBeLessThanOrEqual(80)
    const side = voxelSide([1, 1, 4])
    const heights = new Set(
      Array.from({ length: cloud.count }, (_, p) => Math.round(cloud.position[3 * p + 2]! * side)),
    )
    expect(heights.size).toBeGreaterThanOrEqual(3)
    expect(heights.size).toBeLessThanOrEqual(6)
    expect(cloud.adjacency.boundaries!.strength.every(value => value === 0)).toBe(true)
  })

  it('gives one supervoxel for each voxel if there are as many', () => {
    const source = sourceOf([3, 4, 2], [1, 1, 1], () => 0)
    expect(make(source, { count: 24, compactness: 1 }).cloud.count).toBe(24)
  })

  it('returns nothing for air', () => {
    const source = sourceOf([4, 4, 4], [1, 1, 1], () => Number.NaN)
    expect(supervoxels(source, { count: 8, compactness: 0.5 }, () => {})).toBeUndefined()
  })

  it('is connected, complete and true to its voxels, whatever the volume', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e6 }),
        fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 8 })),
        fc.constantFrom<Size>([1, 1, 1], [0.5, 0.5, 5], [2, 1, 0.7]),
        fc.integer({ min: 1, max: 40 }),
        fc.double({ min: 0, max: 2, noNaN: true }),
        (seed, size, spacing, count, compactness) => {
          const random = createRandom(seed)
          const [width, height, depth] = size
          const values = Float32Array.from({ length: width * height * depth }, () =>
            random.integer(4) === 0 ? Number.NaN : random.integer(3) + 0.2 * random.normal(),
          )
          const source = sourceOf(size, spacing, (x, y, z) => values[(z * height + y) * width + x]!)
          if (values.every(Number.isNaN)) return
          const { cloud, labels } = make(source, { count, compactness })
          for (const [i, value] of values.entries()) expect(labels[i]! < 0).toBe(Number.isNaN(value))
          expect(parts(labels, size)).toBe(cloud.count)
          const mass = new Float64Array(cloud.count)
          const sum = new Float64Array(cloud.count)
          for (const [i, label] of labels.entries()) {
            if (label < 0) continue
            mass[label]!++
            sum[label]! += values[i]!
          }
          expect(cloud.mass).toEqual(mass)
          for (let p = 0; p < cloud.count; p++) expect(cloud.mean[p]).toBeCloseTo(sum[p]! / mass[p]!, 10)
          const expected = faces(labels, source)
          expect(cloud.adjacency.neighbours.length).toBe(2 * expected.size)
          for (let p = 0; p < cloud.count; p++)
            for (let k = cloud.adjacency.offsets[p]!; k < cloud.adjacency.offsets[p + 1]!; k++) {
              const pair = expected.get([p, cloud.adjacency.neighbours[k]!].sort((a, b) => a - b).join())!
              expect(cloud.adjacency.boundaries!.length[k]).toBeCloseTo(pair.area, 8)
              expect(cloud.adjacency.boundaries!.strength[k]).toBeCloseTo(pair.contrast / pair.area, 5)
            }
        },
      ),
      { numRuns: 60 },
    )
  })

  it('is the same every time', () => {
    const random = createRandom(2)
    const values = Float32Array.from({ length: 16 ** 3 }, () => random.normal())
    const source = sourceOf([16, 16, 16], [1, 1, 2], (x, y, z) => values[(z * 16 + y) * 16 + x]!)
    const first = make(source, { count: 60, compactness: 0.3 })
    expect(make(source, { count: 60, compactness: 0.3 })).toEqual(first)
  })
})
