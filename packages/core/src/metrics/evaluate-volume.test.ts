/** Metrics of volumes against searches over all pairs of voxels, known shapes, and the metrics of pictures. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isCutsError } from '../errors.ts'
import type { VolumeMask } from '../image/volume.ts'
import { innermostVoxel } from '../labels/index.ts'
import { evaluateVolume, lengthUnit, measureMask, volumeMetricNames } from './index.ts'

type Vector = readonly [number, number, number]

function volume(size: Vector, spacing: Vector | undefined, inside: (x: number, y: number, z: number) => boolean) {
  const [width, height, depth] = size
  const data = Uint8Array.from({ length: width * height * depth }, (_, i) =>
    inside(i % width, Math.floor(i / width) % height, Math.floor(i / (width * height))) ? 1 : 0,
  )
  const geometry = spacing && {
    spacingMm: spacing,
    originMm: [0, 0, 0] as const,
    direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  }
  return { width, height, depth, data, geometry } satisfies VolumeMask
}

const box = (first: Vector, last: Vector) => (x: number, y: number, z: number) =>
  [x, y, z].every((at, axis) => at >= first[axis]! && at <= last[axis]!)

/** Positions of the voxels of a mask, in the unit of its distances. */
function places({ width, height, data, geometry }: VolumeMask, isWanted = (_: number) => true): Vector[] {
  const [dx, dy, dz] = geometry?.spacingMm ?? [1, 1, 1]
  return [...data.keys()]
    .filter(i => data[i] !== 0 && isWanted(i))
    .map(i => [dx * (i % width), dy * (Math.floor(i / width) % height), dz * Math.floor(i / (width * height))])
}

function nearest(from: Vector, to: readonly Vector[]): number {
  return Math.min(...to.map(([x, y, z]) => Math.hypot(from[0] - x, from[1] - y, from[2] - z)))
}

/** Voxels with a face towards the outside or the border of the volume. */
function edge(mask: VolumeMask): Vector[] {
  const { width, height, depth, data } = mask
  const at = (x: number, y: number, z: number): number =>
    x < 0 || y < 0 || z < 0 || x >= width || y >= height || z >= depth ? 0 : data[(z * height + y) * width + x]!
  return places(mask, i => {
    const [x, y, z] = [i % width, Math.floor(i / width) % height, Math.floor(i / (width * height))]
    const beside = [at(x - 1, y, z), at(x + 1, y, z), at(x, y - 1, z), at(x, y + 1, z)]
    return [...beside, ...(depth > 1 ? [at(x, y, z - 1), at(x, y, z + 1)] : [])].includes(0)
  })
}

function percentile95(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const rank = 0.95 * (sorted.length - 1)
  const [low, high] = [sorted[Math.floor(rank)]!, sorted[Math.ceil(rank)]!]
  return low + (rank - Math.floor(rank)) * (high - low)
}

const side = fc.integer({ min: 1, max: 6 })
const apart = fc.double({ min: 0.2, max: 5, noNaN: true })
const pairs = fc
  .record({ size: fc.tuple(side, side, side), spacing: fc.option(fc.tuple(apart, apart, apart)) })
  .chain(({ size, spacing }) => {
    const length = size[0] * size[1] * size[2]
    const data = fc.uint8Array({ minLength: length, maxLength: length, max: 1 })
    return fc.tuple(data, data).map(([a, b]) => {
      const grid = volume(size, spacing ?? undefined, () => false)
      return [
        { ...grid, data: a },
        { ...grid, data: b },
      ] as const
    })
  })

describe('evaluateVolume', () => {
  it('finds the distances that a search over all pairs of voxels finds, whatever the spacing', () => {
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        const { hausdorff, hd95 } = evaluateVolume(a, b)
        if (!a.data.includes(1) || !b.data.includes(1)) return
        const [p, t] = [places(a), places(b)]
        const both = [...p.map(at => nearest(at, t)), ...t.map(at => nearest(at, p))]
        expect(hausdorff).toBeCloseTo(Math.max(...both), 9)
        const [edgeP, edgeT] = [edge(a), edge(b)]
        const directed = [edgeP.map(at => nearest(at, edgeT)), edgeT.map(at => nearest(at, edgeP))]
        expect(hd95).toBeCloseTo(Math.max(...directed.map(percentile95)), 9)
      }),
      { numRuns: 300 },
    )
  })

  it('is what the picture scores where there is one slice', () => {
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        const flat = ({ width, height, data }: VolumeMask) => ({ width, height, data: data.slice(0, width * height) })
        const [p, t] = [flat(a), flat(b)]
        expect(evaluateVolume({ ...p, depth: 1 }, { ...t, depth: 1 })).toEqual(measureMask(volumeMetricNames, p, t))
      }),
    )
  })

  it('knows two boxes: overlap by their voxels, distance by the spacing', () => {
    const [size, spacing] = [
      [20, 16, 12],
      [0.5, 2, 3],
    ] as const
    const truth = volume(size, spacing, box([2, 2, 2], [9, 9, 5]))
    const shifted = volume(size, spacing, box([4, 3, 4], [11, 10, 7]))
    const scores = evaluateVolume(shifted, truth)
    expect(scores.dice).toBeCloseTo((2 * 6 * 7 * 2) / (2 * 8 * 8 * 4), 12)
    // From corner to corner: two columns, a row and two slices.
    expect(scores.hausdorff).toBeCloseTo(Math.hypot(2 * 0.5, 2, 2 * 3), 12)
    expect(scores.rmse).toBeCloseTo(Math.sqrt((2 * (256 - 84)) / (20 * 16 * 12)), 12)
    expect(lengthUnit(truth)).toBe('mm')
    expect(lengthUnit(volume(size, undefined, () => true))).toBe('voxels')
  })

  it('knows two balls: they are as far apart as their radii differ, but for a voxel', () => {
    const ball = (radius: number) =>
      volume([31, 31, 31], [2, 2, 2], (x, y, z) => Math.hypot(x - 15, y - 15, z - 15) <= radius)
    const { dice, hausdorff, hd95 } = evaluateVolume(ball(8), ball(13))
    expect(dice).toBeCloseTo((2 * 8 ** 3) / (8 ** 3 + 13 ** 3), 1)
    // Along an axis exactly 5 voxels; elsewhere the balls end between voxels, at most a diagonal of one short or far.
    expect(hausdorff).toBeGreaterThanOrEqual(2 * 5)
    expect(hausdorff).toBeLessThan(2 * (5 + Math.sqrt(3)))
    expect(hd95).toBeLessThanOrEqual(hausdorff)
    expect(hd95).toBeGreaterThan(2 * 4)
  })

  it('is as far as the diagonal of the volume where a mask is empty', () => {
    const size = [4, 3, 12] as const
    const [empty, full] = [volume(size, undefined, () => false), volume(size, undefined, () => true)]
    expect(evaluateVolume(empty, full)).toMatchObject({ hausdorff: 13, hd95: 13, rmse: 1, dice: expect.closeTo(0, 9) })
    expect(evaluateVolume(full, empty).hausdorff).toBe(13)
    expect(evaluateVolume(empty, empty)).toEqual({ dice: 1, hausdorff: 13, hd95: 0, rmse: 0 })
  })

  it('refuses volumes of different sizes, also of as many voxels', () => {
    try {
      evaluateVolume(
        volume([2, 3, 4], undefined, () => true),
        volume([4, 3, 2], undefined, () => true),
      )
      expect.unreachable()
    } catch (error) {
      if (!isCutsError(error, 'Mismatch')) throw error
      expect(error.message).toBe('a mask of 2x3x4 cannot be scored against one of 4x3x2.')
    }
  })
})

describe('innermostVoxel', () => {
  it('is the voxel of the largest component with the most room around it, in millimetres', () => {
    fc.assert(
      fc.property(pairs, ([mask]) => {
        const at = innermostVoxel(mask)
        expect(at === undefined).toBe(!mask.data.includes(1))
        if (at === undefined) return
        const { width, height, depth } = mask
        const [dx, dy, dz] = mask.geometry?.spacingMm ?? [1, 1, 1]
        const component = largest(mask)
        const [before, behind] = depth > 1 ? [-1, depth] : [0, 0]
        const room = (x: number, y: number, z: number): number => {
          let least = Number.POSITIVE_INFINITY
          for (let w = before; w <= behind; w++)
            for (let v = -1; v <= height; v++)
              for (let u = -1; u <= width; u++) {
                const isBeyond = u < 0 || v < 0 || w < 0 || u >= width || v >= height || w >= depth
                if (isBeyond || !component.has((w * height + v) * width + u))
                  least = Math.min(least, Math.hypot(dx * (x - u), dy * (y - v), dz * (z - w)))
              }
          return least
        }
        const most = Math.max(
          ...[...component].map(i => room(i % width, Math.floor(i / width) % height, Math.floor(i / (width * height)))),
        )
        expect(component).toContain((at.z * height + at.y) * width + at.x)
        expect(room(at.x, at.y, at.z)).toBeCloseTo(most, 9)
      }),
      { numRuns: 60 },
    )
  })
})

/** Voxels of the largest component, grown from every voxel until nothing joins. */
function largest({ width, height, data }: VolumeMask): ReadonlySet<number> {
  let best = new Set<number>()
  const left = new Set([...data.keys()].filter(i => data[i] !== 0))
  const coordinates = (i: number) => [i % width, Math.floor(i / width) % height, Math.floor(i / (width * height))]
  for (const start of left) {
    const grown = new Set([start])
    left.delete(start)
    for (const i of grown)
      for (const j of left) {
        const other = coordinates(j)
        if (coordinates(i).some((at, axis) => Math.abs(at - other[axis]!) > 1)) continue
        grown.add(j)
        left.delete(j)
      }
    if (grown.size > best.size) best = grown
  }
  return best
}
