import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Volume, VolumeGeometry } from '../image/index.ts'
import {
  asStored,
  orientationCode,
  slicePlanes,
  viewAlong,
  viewGeometry,
  viewOfPlane,
  viewVolume,
  voxelsOfView,
} from './index.ts'

/** Axes of a grid in any order and sense, then turned by up to `tilt` about each axis of the patient. */
const grids = (tilt: number): fc.Arbitrary<VolumeGeometry> =>
  fc
    .record({
      order: fc.constantFrom([0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]),
      signs: fc.tuple(fc.constantFrom(1, -1), fc.constantFrom(1, -1), fc.constantFrom(1, -1)),
      angles: fc.tuple(angle(tilt), angle(tilt), angle(tilt)),
      spacingMm: fc.tuple(length, length, length),
      originMm: fc.tuple(angle(100), angle(100), angle(100)),
    })
    .map(({ order, signs, angles, spacingMm, originMm }) => {
      const axes = [0, 1, 2].map(axis =>
        turn(
          [0, 1, 2].map(row => (order[axis] === row ? signs[axis]! : 0)),
          angles,
        ),
      )
      return { spacingMm, originMm, direction: [0, 1, 2].flatMap(row => axes.map(axis => axis[row]!)) }
    })
const angle = (most: number) => fc.double({ min: -most, max: most, noNaN: true })
const length = fc.double({ min: 0.3, max: 6, noNaN: true })

function turn(vector: readonly number[], angles: readonly number[]): number[] {
  const turned = [...vector]
  for (const [axis, by] of angles.entries()) {
    const [a, b] = [(axis + 1) % 3, (axis + 2) % 3]
    const [u, v] = [turned[a]!, turned[b]!]
    turned[a] = Math.cos(by) * u - Math.sin(by) * v
    turned[b] = Math.sin(by) * u + Math.cos(by) * v
  }
  return turned
}

function volumeOf(geometry: VolumeGeometry, channels = 1): Volume {
  const pixels = Float32Array.from({ length: 4 * 3 * 2 * channels }, (_, i) => i)
  return { width: 4, height: 3, depth: 2, channels, pixels, sampleType: 'uint8', geometry }
}

/** What lies where: by value of the first channel, for every value is there once. */
function places({ width, height, depth, pixels, geometry }: Volume): Map<number, number[]> {
  const { spacingMm, originMm, direction } = geometry!
  const found = new Map<number, number[]>()
  for (let k = 0; k < depth; k++)
    for (let j = 0; j < height; j++)
      for (let i = 0; i < width; i++)
        found.set(
          pixels[(k * height + j) * width + i]!,
          [0, 1, 2].map(
            row =>
              originMm[row]! +
              [i, j, k].reduce((sum, index, axis) => sum + direction[3 * row + axis]! * spacingMm[axis]! * index, 0),
          ),
        )
  return found
}

/** Columns of the direction matrix. */
const axesOf = ({ direction }: VolumeGeometry): number[][] =>
  [0, 1, 2].map(axis => [0, 1, 2].map(row => direction[3 * row + axis]!))

describe('a view', () => {
  it('moves no voxel in the patient, whatever the grid and the plane', () => {
    fc.assert(
      fc.property(grids(Math.PI), fc.constantFrom(...slicePlanes), (geometry, plane) => {
        const volume = volumeOf(geometry)
        const seen = viewVolume(volume, viewOfPlane(geometry, plane))
        expect([...seen.pixels].sort((a, b) => a - b)).toEqual([...volume.pixels])
        const [before, after] = [places(volume), places(seen)]
        for (const [value, place] of before)
          for (const [row, mm] of place.entries()) expect(after.get(value)![row]).toBeCloseTo(mm, 9)
      }),
    )
  })

  it('shows every plane as radiologists look at it, of grids that are tilted by less than 15 degrees about each axis', () => {
    const towards = {
      axial: [
        [0, 1],
        [1, 1],
        [2, 1],
      ],
      coronal: [
        [0, 1],
        [2, -1],
        [1, 1],
      ],
      sagittal: [
        [1, 1],
        [2, -1],
        [0, 1],
      ],
    } as const // [direction of LPS, sign] of columns, rows, slices
    fc.assert(
      fc.property(grids(Math.PI / 12), fc.constantFrom('axial', 'coronal', 'sagittal'), (geometry, plane) => {
        const volume = volumeOf(geometry)
        const axes = axesOf(viewGeometry(geometry, volume, viewOfPlane(geometry, plane)))
        for (const [axis, [row, sign]] of towards[plane].entries())
          expect(sign * axes[axis]![row]!).toBeGreaterThan(Math.SQRT1_2)
      }),
    )
  })

  it('keeps channels together', () => {
    const geometry = { spacingMm: [1, 2, 3], originMm: [0, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] } as const
    const seen = viewVolume(volumeOf(geometry, 2), viewOfPlane(geometry, 'coronal'))
    expect([seen.width, seen.height, seen.depth]).toEqual([4, 2, 3])
    expect([...seen.pixels.subarray(0, 8)]).toEqual([12, 13, 14, 15, 0, 1, 2, 3])
    expect([...seen.pixels].map((value, i) => (i < 24 ? value + 24 : value)).slice(0, 24)).toEqual([
      ...seen.pixels.subarray(24),
    ])
    expect(seen.geometry).toEqual({
      spacingMm: [1, 3, 2],
      originMm: [0, 0, 3],
      direction: [1, 0, 0, 0, 0, 1, 0, -1, 0],
    })
  })

  it('is found for a second grid by the directions of the first', () => {
    fc.assert(
      fc.property(grids(0.2), grids(0.2), (one, other) => {
        const view = viewAlong(other, one.direction)
        const [wanted, got] = [axesOf(one), axesOf(viewGeometry(other, volumeOf(other), view))]
        for (const axis of [0, 1, 2])
          expect(wanted[axis]!.reduce((sum, value, row) => sum + value * got[axis]![row]!, 0)).toBeGreaterThan(0.5)
      }),
    )
  })

  it('of the volume as it is stored changes nothing, and of one that lies nowhere there is no other', () => {
    const volume = { ...volumeOf({ spacingMm: [1, 1, 1], originMm: [0, 0, 0], direction: [] }), geometry: undefined }
    expect(viewVolume(volume, viewOfPlane(undefined, 'acquired'))).toBe(volume)
    expect(voxelsOfView(volume, asStored)).toMatchObject({ first: 0, steps: [1, 4, 12] })
    expect(() => viewOfPlane(undefined, 'axial')).toThrow(
      /axial slices need a volume whose file states its orientation/,
    )
  })
})

describe('orientationCode', () => {
  it('names where the axes run to', () => {
    const code = (...direction: number[]) => orientationCode({ spacingMm: [1, 1, 1], originMm: [0, 0, 0], direction })
    expect(code(1, 0, 0, 0, 1, 0, 0, 0, 1)).toBe('LPS')
    expect(code(-1, 0, 0, 0, -1, 0, 0, 0, 1)).toBe('RAS')
    // Sagittal slices from left to right: columns to the back, rows to the feet.
    expect(code(0, 0, -1, 1, 0, 0, 0, -1, 0)).toBe('PIR')
    expect(code(0.1, 0.1, -0.99, 0.98, 0.2, 0.1, 0.2, -0.97, -0.1)).toBe('PIR')
  })
})
