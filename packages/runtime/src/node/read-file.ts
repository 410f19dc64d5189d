/** One file as the images it holds: itself, or the slices of a volume. */
import { dirname, join } from 'node:path'
import {
  CutsError,
  countNonFinite,
  type Image,
  prepareIntensities,
  replaceNonFinite,
  sliceOf,
  type Volume,
} from '@cuts/core'
import { companionsOf, detectVolume, readImage, readVolume } from '@cuts/formats'
import type { Settings } from '../presets/stages.ts'
import { readBytes } from './source.ts'

export interface ReadFile {
  readonly images: readonly { readonly image: Image; readonly scaled?: Float32Array }[]
  /** What the images are slices of. */
  readonly volume?: Pick<Volume, 'width' | 'height' | 'depth' | 'geometry'>
  readonly notices: readonly string[]
}

/**
 * Reads an image or a volume; values that are not finite become the smallest there is. Slices come with intensities scaled
 * over the whole volume, so that a tissue looks the same in all of them; not so where air or shading is to be taken out,
 * which is done slice by slice. Throws `Unreadable`, `Unsupported`, and `InvalidImage` where no value is finite.
 */
export async function readFile(path: string, settings: Settings['image']): Promise<ReadFile> {
  const bytes = await readBytes(path)
  const volume = await readVolumeAt(path, bytes)
  if (volume === undefined) {
    const { image, notices } = await readImage(bytes, { name: path })
    const usable = withoutNonFinite(image, path)
    return { images: [{ image: usable.image }], notices: [...notices, ...usable.notices] }
  }
  const { width, height, depth, geometry } = volume.volume
  const tall = withoutNonFinite({ ...volume.volume, height: height * depth, geometry: undefined }, path)
  const slices = (pixels: Float32Array): Image[] =>
    Array.from({ length: depth }, (_, z) => sliceOf({ ...volume.volume, pixels }, z))
  const images = slices(tall.image.pixels)
  const isWhole = !settings.foreground && !settings.flatten
  const scaled = isWhole ? slices(prepareIntensities(tall.image, settings)) : undefined
  return {
    images: images.map((image, z) => (scaled === undefined ? { image } : { image, scaled: scaled[z]!.pixels })),
    volume: { width, height, depth, geometry },
    notices: [...volume.notices, ...tall.notices],
  }
}

/** The volume of a file with whatever lies beside its header, or undefined where the file is none. */
export async function readVolumeAt(path: string, bytes: Uint8Array) {
  const kind = detectVolume(bytes)
  if (kind === undefined || kind.format === 'DICOM') return undefined
  const companions = new Map<string, Uint8Array>()
  for (const name of companionsOf(bytes, kind)) {
    const found = await readBytes(join(dirname(path), name)).catch(() => undefined)
    if (found !== undefined) companions.set(name, found)
  }
  return readVolume(bytes, { name: path, companions })
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
