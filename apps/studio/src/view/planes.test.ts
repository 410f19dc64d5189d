/** Planes of volumes that lie in every way: the letters are checked against places in the patient, not against the code that finds them. */
import type { Volume, VolumeGeometry } from '@cuts/core'
import { placeOfVoxel, viewGeometry, viewVolume } from '@cuts/core/volume'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  edgeLetters,
  fromView,
  inView,
  inverseView,
  labelsOf,
  planesOf,
  sectionOf,
  turned,
  usualView,
} from './planes.ts'

const size = { width: 5, height: 6, depth: 4 }
const rotation = (a: number, b: number, c: number): number[] => {
  const [ca, sa, cb, sb, cc, sc] = [a, b, c].flatMap(angle => [Math.cos(angle), Math.sin(angle)]) as [number, number, number, number, number, number] // biome-ignore format: one row
  return [ca * cb, ca * sb * sc - sa * cc, ca * sb * cc + sa * sc, sa * cb, sa * sb * sc + ca * cc, sa * sb * cc - ca * sc, -sb, cb * sc, cb * cc] // biome-ignore format: one matrix
}
const geometryOf = (direction: readonly number[]): VolumeGeometry => ({
  spacingMm: [0.7, 0.9, 3],
  originMm: [-40, 12, 5],
  direction,
})
const cases = {
  plain: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  'flipped left to right': [-1, 0, 0, 0, 1, 0, 0, 0, 1],
  'as NIfTI stores it': [-1, 0, 0, 0, -1, 0, 0, 0, 1],
  coronal: [1, 0, 0, 0, 0, 1, 0, -1, 0],
  sagittal: [0, 0, 1, 1, 0, 0, 0, -1, 0],
  transposed: [0, 1, 0, 1, 0, 0, 0, 0, 1],
  oblique: rotation(0.3, -0.25, 0.2),
  'oblique and flipped': rotation(0.3, -0.25, 0.2).map((value, i) => (i % 3 === 0 ? -value : value)),
}
const pixels = Float32Array.from({ length: 120 }, (_, i) => i)
const volumeOf = (direction: readonly number[]): Volume => ({
  ...size,
  channels: 1,
  pixels,
  sampleType: 'int16',
  geometry: geometryOf(direction),
})

/** Where the left, front and head of the patient lie: LPS runs to the left, the back and the head. */
const towards = { L: [0, 1], R: [0, -1], P: [1, 1], A: [1, -1], S: [2, 1], I: [2, -1] } as const

describe.each(Object.entries(cases))('a %s volume', (_, direction) => {
  const volume = volumeOf(direction)
  const geometry = volume.geometry!
  const place = (voxel: readonly [number, number, number]) => placeOfVoxel(geometry, voxel)

  it('has the letters of the side to which its columns and rows run', () => {
    for (const { view } of planesOf(geometry)) {
      const letters = edgeLetters(geometry, size, view)!
      for (const [letter, step] of [
        [letters.right, [1, 0, 0]],
        [letters.bottom, [0, 1, 0]],
        [letters.left, [-1, 0, 0]],
        [letters.top, [0, -1, 0]],
      ] as const) {
        // biome-ignore format: four edges
        const at = fromView([1, 1, 1], size, view)
        const next = fromView([1 + step[0], 1 + step[1], 1 + step[2]], size, view)
        const [a, b] = [place(at), place(next)]
        const [axis, sign] = towards[letter as keyof typeof towards]
        const moved = [0, 1, 2].map(k => b[k]! - a[k]!)
        expect(Math.sign(moved[axis]!)).toBe(sign)
        expect(Math.abs(moved[axis]!)).toBe(Math.max(...moved.map(Math.abs)))
      }
    }
  })

  it('is never a mirror image: right is left, the front or the head is at the top', () => {
    for (const { name, view } of planesOf(geometry)) {
      const { left, right, top, bottom } = edgeLetters(geometry, size, view)!
      expect({ left, right, top, bottom }, name).toEqual(
        name === 'axial'
          ? { left: 'R', right: 'L', top: 'A', bottom: 'P' }
          : name === 'coronal'
            ? { left: 'R', right: 'L', top: 'S', bottom: 'I' }
            : { left: 'A', right: 'P', top: 'S', bottom: 'I' },
      )
    }
  })

  it('keeps its slices in order when it is turned to be shown', () => {
    const view = usualView(geometry)
    expect([view.axes[2], view.backwards[2]]).toEqual([2, false])
    expect(planesOf(geometry)[0]!.view).toEqual(view)
  })
})

it('a section holds the voxels that it shows, and positions go there and back', () => {
  const voxel = fc.tuple(fc.nat({ max: 4 }), fc.nat({ max: 5 }), fc.nat({ max: 3 }))
  fc.assert(
    fc.property(fc.constantFrom(...Object.values(cases)), fc.nat({ max: 2 }), voxel, (direction, which, voxel) => {
      const volume = volumeOf(direction)
      const { view } = planesOf(volume.geometry)[which]!
      const [x, y, index] = inView(voxel, size, view)
      expect(fromView([x, y, index], size, view)).toEqual(voxel)
      const value = (voxel[2] * size.height + voxel[1]) * size.width + voxel[0]
      const section = sectionOf(volume, view, index)
      expect(section.pixels[y * section.width + x]).toBe(value)
      expect(labelsOf(Uint8Array.from(pixels), size, view, index)[y * section.width + x]).toBe(value)
      const whole = viewVolume(volume, view)
      expect(whole.pixels[(index * whole.height + y) * whole.width + x]).toBe(value)
    }),
  )
})

it('labels drawn on what is shown lie on the voxels of the file again, at the same place in the patient', () => {
  for (const direction of Object.values(cases)) {
    const volume = volumeOf(direction)
    for (const view of [usualView(volume.geometry), ...planesOf(volume.geometry).map(plane => plane.view)]) {
      const shown = viewVolume(volume, view)
      const drawn = turned(Int32Array.from(volume.pixels), size, view)
      expect([...drawn]).toEqual([...shown.pixels])
      const back = inverseView(view)
      expect([...turned(drawn, shown, back)]).toEqual([...volume.pixels])
      const geometry = viewGeometry(shown.geometry!, shown, back)
      for (const at of [[0, 0, 0], [4, 2, 3]] as const) // biome-ignore format: two voxels
        for (const [axis, mm] of placeOfVoxel(geometry, at).entries())
          expect(mm).toBeCloseTo(placeOfVoxel(volume.geometry!, at)[axis]!, 9)
    }
  }
})

it('without an orientation there are planes of the grid, and no letters', () => {
  expect(planesOf(undefined).map(({ name }) => name)).toEqual(['slices', 'rows', 'columns'])
  expect(edgeLetters(undefined, size, usualView(undefined))).toBeUndefined()
})
