/**
 * Pictures of a volume for people: three planes through the middle of the patient, plain and with outlines of a few
 * granularities, and a sheet of slices. Sides are named where the file states its orientation.
 */
import { cutTree, type Volume } from '@cuts/core'
import { type SlicePlane, type View, viewOfPlane, voxelsOfView } from '@cuts/core/volume'
import { encodePng } from '@cuts/formats'
import type { DisplayWindow } from '../pictures/image-picture.ts'
import { drawSideLetters } from '../pictures/letters.ts'
import type { Palette } from '../pictures/palette.ts'
import type { RgbRaster } from '../pictures/raster.ts'
import { cutSection, drawSection, outlineSection, type Section, sidesOfView } from '../pictures/section.ts'
import type { VoxelRegions } from '../pipeline/segment-voxels.ts'
import { planePicture, sheetPicture, type VolumePlane } from '../results/result-layout.ts'

/** Longer side of a plane, and of a slice on the sheet, in pixels. */
const planeSide = 480
const tileSide = 144
/** Slices on the sheet, and how many are side by side. */
const tiles = 20
const columns = 5
const shownPercentiles = [0.02, 0.98] as const
/** The brightness is read from about this many voxels of the patient. */
const samples = 200_000

/** File names, within the folder of the volume, and PNG bytes. Of the volume that was worked on; its air is leaf 0. */
export function volumePictures(
  volume: Volume,
  { regions, leaves, air }: Pick<VoxelRegions, 'regions' | 'leaves' | 'air'>,
  palette: Palette,
): Map<string, Uint8Array> {
  const spacing = volume.geometry?.spacingMm ?? ([1, 1, 1] as const)
  const middle = middleOf(volume, leaves, air > 0)
  const window = windowOf(volume, leaves, air > 0)
  const { tree, levels } = regions
  const files = new Map<string, Uint8Array>()
  const draw = (view: View, slice: number, side: number, level?: number): { picture: RgbRaster; section: Section } => {
    const section = cutSection(volume, spacing, view, slice, side)
    const picture = drawSection(volume, section, window)
    const labels = level === undefined ? undefined : cutTree(tree, levels[level]!.clusters)
    if (labels !== undefined) outlineSection(picture, section, { leaves, labels, hasAir: air > 0 }, palette)
    return { picture, section }
  }
  const letter = (picture: RgbRaster, view: View, dot: number): void => {
    if (volume.geometry !== undefined) drawSideLetters(picture, sidesOfView(volume.geometry, volume, view), dot)
  }
  for (const [plane, view] of planesOf(volume))
    for (const level of [undefined, ...fewLevels(levels.length, regions.autoLevel)]) {
      const { picture } = draw(view, sliceAt(volume, view, middle), planeSide, level)
      letter(picture, view, 2)
      files.set(planePicture(plane, level === undefined ? undefined : [level, levels[level]!.clusters]), encodePng(picture)) // biome-ignore format: one call
    }
  const [, view] = planesOf(volume).find(([, { axes }]) => axes[2] === 2)!
  const { depth } = voxelsOfView(volume, view).size
  const drawn = Array.from({ length: Math.min(tiles, depth) }, (_, tile) => {
    const slice = Math.floor(((tile + 0.5) * depth) / Math.min(tiles, depth))
    return draw(view, slice, tileSide, regions.autoLevel).picture
  })
  letter(drawn[0]!, view, 1)
  files.set(sheetPicture, encodePng(sheetOf(drawn)))
  return files
}

/** Planes of the patient, or of the grid if the file does not say how it lies. */
function planesOf({ geometry }: Volume): [VolumePlane, View][] {
  if (geometry !== undefined)
    return (['axial', 'coronal', 'sagittal'] satisfies SlicePlane[]).map(plane => [plane, viewOfPlane(geometry, plane)])
  const backwards = [false, false, false] as const
  return [
    ['slice', { axes: [0, 1, 2], backwards }],
    ['row', { axes: [0, 2, 1], backwards }],
    ['column', { axes: [1, 2, 0], backwards }],
  ]
}

/** A coarser level, the automatic one and a finer one, as far as there are. */
export function fewLevels(count: number, auto: number): number[] {
  return [...new Set([Math.floor(auto / 2), auto, Math.floor((auto + count) / 2)])].filter(level => level < count)
}

/** Mean column, row and slice of the patient. */
function middleOf({ width, height, depth }: Volume, leaves: Int32Array, hasAir: boolean): [number, number, number] {
  const sums = [0, 0, 0] as [number, number, number]
  let count = 0
  for (let z = 0, i = 0; z < depth; z++)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++, i++) {
        if (hasAir && leaves[i] === 0) continue
        count++
        sums[0] += x
        sums[1] += y
        sums[2] += z
      }
  return sums.map(sum => sum / count) as [number, number, number]
}

/** The slice of a view that holds a place of the grid. */
function sliceAt(size: Volume, { axes, backwards }: View, place: readonly number[]): number {
  const own = Math.round(place[axes[2]]!)
  return backwards[2] ? [size.width, size.height, size.depth][axes[2]]! - 1 - own : own
}

/** Black and white are percentiles of the patient alone: air and padding, bone and metal would take most of the range. */
function windowOf({ pixels }: Volume, leaves: Int32Array, hasAir: boolean): DisplayWindow {
  const step = Math.max(1, Math.floor(leaves.length / samples))
  const patient: number[] = []
  for (let i = 0; i < leaves.length; i += step) if (!hasAir || leaves[i] !== 0) patient.push(pixels[i]!)
  const sorted = Float32Array.from(patient).sort()
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))]!
  return { low: at(shownPercentiles[0]), high: at(shownPercentiles[1]) }
}

/** Pictures of one size in rows, on black. */
function sheetOf(pictures: readonly RgbRaster[]): RgbRaster {
  const { width, height } = pictures[0]!
  const across = Math.min(columns, pictures.length)
  const wide = across * width
  const data = new Uint8Array(3 * wide * Math.ceil(pictures.length / across) * height)
  for (const [tile, picture] of pictures.entries())
    for (let y = 0; y < height; y++) {
      const row = picture.data.subarray(3 * y * width, 3 * (y + 1) * width)
      data.set(row, 3 * ((Math.floor(tile / across) * height + y) * wide + (tile % across) * width))
    }
  return { kind: 'rgb', width: wide, height: data.length / 3 / wide, data }
}
