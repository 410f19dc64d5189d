/**
 * A slice of a volume as a picture with square pixels, whatever the spacing, with outlines of regions and letters for
 * the sides of the patient. A view only turns the volume to how radiologists look at it; it never mirrors the patient.
 */
import type { Volume, VolumeGeometry } from '@cuts/core'
import { orientationCode, type View, viewGeometry, voxelsOfView } from '@cuts/core/volume'
import { type DisplayWindow, drawImage } from './image-picture.ts'
import type { SideLetters } from './letters.ts'
import type { Palette } from './palette.ts'
import { type RgbRaster, toRgb } from './raster.ts'

/** Which voxel every pixel shows. */
export interface Section {
  readonly width: number
  readonly height: number
  /** Voxel of every pixel, [row][column], in the volume's own order. */
  readonly voxels: Int32Array
}

type Size = Pick<Volume, 'width' | 'height' | 'depth'>

/** The slice of a view whose longer side, in mm, is `side` pixels; pixels are square. */
export function cutSection(
  size: Size,
  spacingMm: VolumeGeometry['spacingMm'],
  view: View,
  slice: number,
  side: number,
): Section {
  const { size: seen, first, steps } = voxelsOfView(size, view)
  const [mmX, mmY] = [spacingMm[view.axes[0]]!, spacingMm[view.axes[1]]!]
  const scale = side / Math.max(seen.width * mmX, seen.height * mmY)
  const width = Math.max(1, Math.round(seen.width * mmX * scale))
  const height = Math.max(1, Math.round(seen.height * mmY * scale))
  const voxels = new Int32Array(width * height)
  for (let y = 0, to = 0; y < height; y++) {
    const row = first + slice * steps[2] + Math.floor(((y + 0.5) * seen.height) / height) * steps[1]
    for (let x = 0; x < width; x++, to++) voxels[to] = row + Math.floor(((x + 0.5) * seen.width) / width) * steps[0]
  }
  return { width, height, voxels }
}

/** The intensities of a section: grey, or red, green and blue. */
export function drawSection(
  { pixels, channels, width, height, depth, sampleType }: Volume,
  section: Section,
  window: DisplayWindow,
): RgbRaster {
  const voxels = width * height * depth
  const shown = channels === 3 ? 3 : 1
  const cut = new Float32Array(shown * section.voxels.length)
  for (let c = 0, to = 0; c < shown; c++) for (const voxel of section.voxels) cut[to++] = pixels[c * voxels + voxel]!
  const size = { width: section.width, height: section.height }
  return toRgb(drawImage({ ...size, channels: shown, pixels: cut, sampleType }, window))
}

/** Draws the rims of regions in their colours, in place; air has none, if it is leaf 0. `labels` are those of leaves. */
export function outlineSection(
  picture: RgbRaster,
  { width, height, voxels }: Section,
  { leaves, labels, hasAir }: { readonly leaves: Int32Array; readonly labels: Int32Array; readonly hasAir: boolean },
  { ids, colours }: Palette,
): void {
  const rankOf = new Map(Array.from(ids, (id, rank) => [id, rank]))
  const air = hasAir ? labels[0] : undefined
  const own = Int32Array.from(voxels, voxel => labels[leaves[voxel]!]!)
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++) {
      const label = own[i]!
      if (label === air) continue
      const isRim =
        (x > 0 && own[i - 1] !== label) ||
        (x + 1 < width && own[i + 1] !== label) ||
        (y > 0 && own[i - width] !== label) ||
        (y + 1 < height && own[i + width] !== label)
      const rank = rankOf.get(label)
      if (isRim && rank !== undefined) picture.data.set(colours.subarray(3 * rank, 3 * rank + 3), 3 * i)
    }
}

const opposite: { readonly [letter: string]: string } = { L: 'R', R: 'L', A: 'P', P: 'A', S: 'I', I: 'S' }

/** What lies beyond each side of a view; of an oblique grid, the nearest direction. */
export function sidesOfView(geometry: VolumeGeometry, size: Size, view: View): SideLetters {
  const [right, bottom] = orientationCode(viewGeometry(geometry, size, view)) as unknown as [string, string]
  return { left: opposite[right]!, right, top: opposite[bottom]!, bottom }
}
