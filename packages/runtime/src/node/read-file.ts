/** One file as the images it holds: itself, or the slices of its volume. */
import { dirname, join } from 'node:path'
import {
  CutsError,
  countNonFinite,
  type Image,
  prepareIntensities,
  replaceNonFinite,
  sliceOf,
  type View,
  type Volume,
  type VolumeGeometry,
  viewAlong,
  viewGeometry,
  viewVolume,
} from '@cuts/core'
import { companionsOf, detectVolume, readImage, readVolume } from '@cuts/formats'
import type { DatasetVolume } from '../pipeline/dataset.ts'
import type { Settings } from '../presets/stages.ts'
import { readBytes } from './source.ts'

export interface FileImage {
  /** What follows the file's name in that of the image. */
  readonly suffix: string
  readonly image: Image
  /** Intensities in [-1, 1], where they are scaled over more than this image. */
  readonly scaled?: Float32Array
  /** Of which of the file's volumes it is a slice. */
  readonly sliceOf?: { readonly volume: string; readonly slice: number }
}

export interface FileContent {
  readonly images: readonly FileImage[]
  /** By what follows the file's name in theirs. */
  readonly volumes: ReadonlyMap<string, DatasetVolume>
  readonly notices: readonly string[]
}

/** Pixels whose sides differ by more are worth a note. */
const squareEnough = 1.5

/**
 * Reads an image or a volume; values that are not finite become the smallest there is. `viewOf` says how a volume is cut
 * into slices. Their intensities are scaled over the whole volume, so that a tissue looks the same in all of them; not so
 * where air or shading is to be taken out, which is done slice by slice. Throws `Unreadable`, `Unsupported`, and
 * `InvalidImage` where no value is finite.
 */
export async function readFile(
  path: string,
  settings: Settings['image'],
  viewOf: (geometry: VolumeGeometry | undefined) => View,
): Promise<FileContent> {
  const bytes = await readBytes(path)
  const found = await readVolumeAt(path, bytes)
  if (found === undefined) {
    const { image, notices } = await readImage(bytes, { name: path })
    const usable = withoutNonFinite(image, path)
    return {
      images: [{ suffix: '', image: usable.image }],
      volumes: new Map(),
      notices: [...notices, ...usable.notices],
    }
  }
  const { volume } = found
  const { width, height, depth, geometry } = volume
  const view = viewOf(geometry)
  const usable = withoutNonFinite(asTallImage(volume), path)
  const images = slices(viewVolume({ ...volume, pixels: usable.image.pixels }, view), settings)
  return {
    images,
    volumes: new Map([['', { width, height, depth, geometry, view }]]),
    notices: [...found.notices, ...usable.notices, ...oblongPixels(images[0]!.image, path)],
  }
}

/** The volume of a file with whatever lies beside its header, or undefined where the file is none. */
export async function readVolumeAt(path: string, bytes: Uint8Array) {
  const kind = detectVolume(bytes)
  if (kind === undefined || kind.format === 'DICOM') return undefined
  const companions = new Map<string, Uint8Array>()
  for (const name of companionsOf(bytes, kind, path)) {
    const found = await readBytes(join(dirname(path), name)).catch(() => undefined)
    if (found !== undefined) companions.set(name, found)
  }
  return readVolume(bytes, { name: path, companions })
}

/** The view that shows another grid as `shown` is: another program may have stored its axes in another order. */
export function viewLike(shown: DatasetVolume, geometry: VolumeGeometry | undefined): View {
  if (shown.geometry === undefined || geometry === undefined) return shown.view
  return viewAlong(geometry, viewGeometry(shown.geometry, shown, shown.view).direction)
}

/** A volume of one slice is called like its file. */
function slices(volume: Volume, settings: Settings['image']): FileImage[] {
  const { depth } = volume
  const isWhole = !settings.foreground && !settings.flatten
  const scaled = isWhole ? { ...volume, pixels: prepareIntensities(asTallImage(volume), settings) } : undefined
  return Array.from({ length: depth }, (_, slice) => ({
    suffix: depth === 1 ? '' : `_z${String(slice).padStart(3, '0')}`,
    image: sliceOf(volume, slice),
    ...(scaled === undefined ? {} : { scaled: sliceOf(scaled, slice).pixels }),
    sliceOf: { volume: '', slice },
  }))
}

/** All slices below each other. */
function asTallImage(volume: Volume): Image {
  return { ...volume, height: volume.height * volume.depth, geometry: undefined }
}

function oblongPixels({ geometry }: Image, path: string): string[] {
  if (geometry === undefined) return []
  const [x, y] = geometry.spacingMm
  if (Math.max(x, y) <= squareEnough * Math.min(x, y)) return []
  const mm = [x, y].map(value => Number(value.toPrecision(4))).join(' x ')
  return [
    `${path}: pixels of these slices are ${mm} mm and are used as if they were square; slices in another plane may suit better`,
  ]
}

function withoutNonFinite(image: Image, path: string): { image: Image; notices: string[] } {
  const bad = countNonFinite(image)
  if (bad === 0) return { image, notices: [] }
  if (bad === image.pixels.length)
    throw new CutsError('InvalidImage', `${path} holds no finite pixel, only NaN or infinity.`, {
      remedy: 'Export the image again; it may have been divided by zero on the way.',
    })
  const notice = `${path}: ${bad} of ${image.pixels.length} values are NaN or infinite and were set to the image minimum`
  return { image: replaceNonFinite(image), notices: [notice] }
}
