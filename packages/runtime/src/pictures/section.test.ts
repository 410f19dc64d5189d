/** Sections of volumes on any grid: proportions, places and the names of sides. */
import type { Volume, VolumeGeometry } from '@cuts/core'
import { type SlicePlane, viewOfPlane, voxelsOfView } from '@cuts/core/volume'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { drawSideLetters } from './letters.ts'
import { cutSection, outlineSection, sidesOfView } from './section.ts'

/** Where letters point to in LPS. */
const towards: { readonly [letter: string]: readonly number[] } = {
  L: [1, 0, 0],
  R: [-1, 0, 0],
  P: [0, 1, 0],
  A: [0, -1, 0],
  S: [0, 0, 1],
  I: [0, 0, -1],
}
const radiological = {
  axial: { left: 'R', right: 'L', top: 'A', bottom: 'P' },
  coronal: { left: 'R', right: 'L', top: 'S', bottom: 'I' },
  sagittal: { left: 'A', right: 'P', top: 'S', bottom: 'I' },
} as const

/** Grids in any order and sense, turned a little about each axis. */
const grids = fc
  .record({
    order: fc.constantFrom([0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]),
    signs: fc.tuple(fc.constantFrom(1, -1), fc.constantFrom(1, -1), fc.constantFrom(1, -1)),
    turn: fc.double({ min: -0.3, max: 0.3, noNaN: true }),
    spacingMm: fc.tuple(fc.constantFrom(0.5, 1, 5), fc.constantFrom(0.5, 1, 5), fc.constantFrom(0.5, 1, 5)),
  })
  .map(({ order, signs, turn, spacingMm }): VolumeGeometry => {
    const axes = [0, 1, 2].map(axis => {
      const [x, y, z] = [0, 1, 2].map(row => (order[axis] === row ? signs[axis]! : 0)) as [number, number, number]
      return [Math.cos(turn) * x - Math.sin(turn) * y, Math.sin(turn) * x + Math.cos(turn) * y, z]
    })
    return { spacingMm, originMm: [3, -2, 1], direction: [0, 1, 2].flatMap(row => axes.map(axis => axis[row]!)) }
  })
const planes = fc.constantFrom<Exclude<SlicePlane, 'acquired'>>('axial', 'coronal', 'sagittal')
const size: Pick<Volume, 'width' | 'height' | 'depth'> = { width: 9, height: 7, depth: 5 }

/** Place of a voxel in the patient, in mm. */
function placeOf(voxel: number, { spacingMm, direction }: VolumeGeometry): number[] {
  const index = [voxel % 9, Math.floor(voxel / 9) % 7, Math.floor(voxel / 63)]
  return [0, 1, 2].map(row => index.reduce((sum, at, axis) => sum + direction[3 * row + axis]! * spacingMm[axis]! * at, 0)) // biome-ignore format: one sum
}

describe('a section', () => {
  it('is seen as radiologists see it and never mirrored, and its letters say so', () => {
    fc.assert(
      fc.property(grids, planes, (geometry, plane) => {
        const view = viewOfPlane(geometry, plane)
        const sides = sidesOfView(geometry, size, view)
        expect(sides).toEqual(radiological[plane])
        const { voxels, width, height } = cutSection(size, geometry.spacingMm, view, 2, 90)
        const between = (a: number, b: number): number[] =>
          placeOf(voxels[b]!, geometry).map((mm, row) => mm - placeOf(voxels[a]!, geometry)[row]!)
        const along = (way: readonly number[], letter: string): number =>
          way.reduce((sum, mm, row) => sum + mm * towards[letter]![row]!, 0)
        expect(along(between(0, width - 1), sides.right)).toBeGreaterThan(0)
        expect(along(between(0, (height - 1) * width), sides.bottom)).toBeGreaterThan(0)
      }),
    )
  })

  it('has the proportions of the patient, whatever the spacing', () => {
    fc.assert(
      fc.property(grids, planes, (geometry, plane) => {
        const view = viewOfPlane(geometry, plane)
        const { width, height } = cutSection(size, geometry.spacingMm, view, 0, 300)
        const seen = voxelsOfView(size, view).size
        const [mmX, mmY] = view.axes.map(axis => geometry.spacingMm[axis]!) as [number, number]
        expect(Math.max(width, height)).toBe(300)
        // Half a pixel of rounding on the shorter side.
        const wanted = (seen.width * mmX) / (seen.height * mmY)
        expect(Math.abs(width - wanted * height)).toBeLessThanOrEqual(0.5 * Math.max(1, wanted) + 1e-6)
      }),
    )
  })

  it('shows every voxel of its slice as a block', () => {
    const view = { axes: [0, 1, 2], backwards: [false, false, false] } as const
    const { width, height, voxels } = cutSection(size, [1, 2, 1], view, 3, 140)
    expect([width, height]).toEqual([90, 140])
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++)
        expect(voxels[y * width + x]).toBe(3 * 63 + Math.floor(y / 20) * 9 + Math.floor(x / 10))
  })

  it('outlines regions in their colours, and not the air', () => {
    const section = { width: 6, height: 1, voxels: Int32Array.from([0, 1, 2, 3, 4, 5]) }
    const leaves = Int32Array.from([0, 1, 1, 1, 2, 2])
    const palette = { ids: Int32Array.from([1, 2, 0]), colours: Uint8Array.from([10, 0, 0, 20, 0, 0, 30, 0, 0]) }
    const draw = (hasAir: boolean): number[] => {
      const picture = { kind: 'rgb', width: 6, height: 1, data: new Uint8Array(18) } as const
      outlineSection(picture, section, { leaves, labels: Int32Array.from([0, 1, 2]), hasAir }, palette)
      return [0, 1, 2, 3, 4, 5].map(x => picture.data[3 * x]!)
    }
    expect(draw(true)).toEqual([0, 10, 0, 10, 20, 0])
    expect(draw(false)).toEqual([30, 10, 0, 10, 20, 0])
  })
})

describe('drawSideLetters', () => {
  it('draws each letter at its own side', () => {
    const side = 60
    const lit = (sides: Partial<Parameters<typeof drawSideLetters>[1]>): [number, number] => {
      const picture = {
        kind: 'rgb',
        width: side,
        height: side,
        data: new Uint8Array(3 * side * side).fill(90),
      } as const
      drawSideLetters(picture, { left: '', right: '', top: '', bottom: '', ...sides })
      const white = Array.from({ length: side * side }, (_, i) => i).filter(i => picture.data[3 * i] === 255)
      expect(white.length).toBeGreaterThan(20)
      const mean = (of: (i: number) => number): number => white.reduce((sum, i) => sum + of(i), 0) / white.length
      return [mean(i => i % side), mean(i => Math.floor(i / side))]
    }
    expect(lit({ left: 'R' })[0]).toBeLessThan(15)
    expect(lit({ right: 'L' })[0]).toBeGreaterThan(45)
    expect(lit({ top: 'A' })[1]).toBeLessThan(22)
    expect(lit({ bottom: 'P' })[1]).toBeGreaterThan(40)
  })
})
