import fc from 'fast-check'
import { expect, it } from 'vitest'
import { placeOfVoxel, voxelAt } from './place.ts'

const size = { width: 20, height: 30, depth: 40 }

/** A turn about z by `angle`, with the third axis tilted towards the first. */
function geometry(angle: number, tilt: number, spacingMm: readonly [number, number, number]) {
  const [c, s] = [Math.cos(angle), Math.sin(angle)]
  const direction = [c, -s, Math.sin(tilt), s, c, 0, 0, 0, Math.cos(tilt)]
  return { spacingMm, originMm: [-80, 12.5, 300] as const, direction }
}

it('a voxel is found again at the place of any point nearest to its centre', () => {
  const number = (max: number) => fc.integer({ min: 0, max: max - 1 })
  const part = fc.double({ min: -0.49, max: 0.49, noNaN: true })
  const spacing = fc.double({ min: 0.2, max: 6, noNaN: true })
  fc.assert(
    fc.property(
      fc.tuple(number(20), number(30), number(40)),
      fc.tuple(part, part, part),
      fc.tuple(spacing, spacing, spacing),
      fc.double({ min: -3, max: 3, noNaN: true }),
      fc.double({ min: -0.4, max: 0.4, noNaN: true }),
      (voxel, off, spacingMm, angle, tilt) => {
        const grid = geometry(angle, tilt, spacingMm)
        const place = placeOfVoxel(grid, [voxel[0] + off[0], voxel[1] + off[1], voxel[2] + off[2]])
        expect(voxelAt(size, grid, place)).toEqual(voxel)
      },
    ),
  )
})

it('places follow the axes: the second voxel of rows that run backwards lies before the first', () => {
  const grid = {
    spacingMm: [1, 2, 3] as const,
    originMm: [10, 20, 30] as const,
    direction: [0, -1, 0, 1, 0, 0, 0, 0, 1],
  }
  expect(placeOfVoxel(grid, [1, 0, 0])).toEqual([10, 21, 30])
  expect(placeOfVoxel(grid, [0, 1, 2])).toEqual([8, 20, 36])
})

it('a place outside is refused, with where the volume is', () => {
  const grid = { spacingMm: [1, 1, 1] as const, originMm: [0, 0, 0] as const, direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] }
  expect(() => voxelAt(size, grid, [0, 0, 40])).toThrow(/\(0, 0, 40\) mm lies outside/)
  expect(voxelAt(size, grid, [0, 0, 39.4])).toEqual([0, 0, 39])
})
