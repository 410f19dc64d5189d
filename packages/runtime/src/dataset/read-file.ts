/** Reads one file as images: the file itself, or the slices of its volume. */
import {
  CutsError,
  type Image,
  prepareIntensities,
  replaceNonFinite,
  sliceOf,
  type Volume,
  type VolumeGeometry,
} from '@cuts/core'
import { type View, viewAlong, viewGeometry, viewVolume } from '@cuts/core/volume'
import { inspectImage, readImage } from '@cuts/formats'
import type { Settings } from '../presets/stages.ts'
import type { SourceFiles } from '../source/files.ts'
import type { SourceImage } from '../source/source.ts'
import type { DatasetVolume } from './dataset.ts'
import { mostUnpackedBytes, readPlace, unpacked } from './image-files.ts'
import { expectRoom } from './memory-need.ts'

export interface FileImage {
  /** Suffix of the image's name after the file's name. */
  readonly suffix: string
  readonly image: Image
  /** Intensities in [-1, 1], if they are scaled over more than this image. */
  readonly scaled?: Float32Array
  /** Index in a file of several images. */
  readonly index?: number
  /** The volume of the file that the slice belongs to. */
  readonly sliceOf?: { readonly volume: string; readonly slice: number }
}

export interface FileContent {
  readonly images: readonly FileImage[]
  /** Volumes by the suffix of their names. */
  readonly volumes: ReadonlyMap<string, DatasetVolume>
  readonly notices: readonly string[]
}

/** Pixels whose sides differ by more are worth a note. */
const squareEnough = 1.5

/**
 * Reads an image, a volume, or several volumes (time points). Values that are not finite become the smallest finite
 * value. `viewOf` chooses how a volume is cut into slices. Intensities are scaled over the whole volume, so that a
 * tissue looks the same in all slices, except when air or shading is removed, which works slice by slice. Throws
 * `Unreadable`, `Unsupported` (also where it would take too much memory), and `InvalidImage` if no value is finite.
 */
export async function readFile(
  source: SourceFiles,
  place: Pick<SourceImage, 'path' | 'array' | 'files' | 'isSet'>,
  settings: Settings['image'],
  viewOf: (geometry: VolumeGeometry | undefined) => View,
): Promise<FileContent> {
  const { path, array, isSet = false } = place
  const files = await readPlace(source, place)
  const info = inspectImage(files, { array })
  expectRoom(info, path, source.mostBytes, 'segment')
  const { timepoints, geometry, depth } = info
  const isPicture = timepoints === 1 && depth === 1 && geometry === undefined
  const images: FileImage[] = []
  const volumes = new Map<string, DatasetVolume>()
  const notices = new Set<string>()
  const whole = timepoints === 1 ? files : unpacked(files, mostUnpackedBytes(info))
  for (let timepoint = 0; timepoint < timepoints; timepoint++) {
    const read = await readImage(whole, { array, timepoint })
    const usable = withoutNonFinite(read.volume, path)
    for (const notice of [...read.notices, ...usable.notices]) notices.add(notice)
    const suffix = timepoints === 1 ? '' : `_t${number(timepoint, timepoints)}`
    const { width, height, depth, geometry } = usable.volume
    const volume = {
      width,
      height,
      depth,
      geometry,
      view: viewOf(geometry),
      files: place.files,
      ...(timepoints === 1 ? {} : { timepoint }),
    }
    const seen = viewVolume(usable.volume, volume.view)
    if (isPicture) images.push({ suffix, image: sliceOf(seen, 0) })
    else if (isSet)
      for (const [index, slice] of slices(seen, settings).entries()) images.push({ ...slice, suffix: `${suffix}_${number(index, seen.depth)}`, index }) // biome-ignore format: one call
    else {
      volumes.set(suffix, volume)
      for (const [slice, image] of slices(seen, settings).entries())
        images.push({
          ...image,
          suffix: seen.depth === 1 ? suffix : `${suffix}_z${number(slice, seen.depth)}`,
          sliceOf: { volume: suffix, slice },
        })
    }
  }
  if (timepoints > 1)
    notices.add(`${path} holds ${timepoints} volumes, such as points in time; each is a volume of the run`)
  for (const notice of isPicture ? [] : oblongPixels(images[0]!.image, path)) notices.add(notice)
  return { images, volumes, notices: [...notices] }
}

/**
 * Returns the view that shows another grid like `shown`: another program may have stored its axes in a different order.
 */
export function viewLike(shown: DatasetVolume, geometry: VolumeGeometry | undefined): View {
  if (shown.geometry === undefined || geometry === undefined) return shown.view
  return viewAlong(geometry, viewGeometry(shown.geometry, shown, shown.view).direction)
}

/** Returns the slices of a volume, with intensities scaled over all of them if possible. */
function slices(volume: Volume, settings: Settings['image']): { image: Image; scaled?: Float32Array }[] {
  const isWhole = !settings.foreground && !settings.flatten
  const scaled = isWhole ? { ...volume, pixels: prepareIntensities(asTallImage(volume), settings).data } : undefined
  return Array.from({ length: volume.depth }, (_, slice) => ({
    image: sliceOf(volume, slice),
    ...(scaled === undefined ? {} : { scaled: sliceOf(scaled, slice).pixels }),
  }))
}

/** All slices below each other. */
function asTallImage(volume: Volume): Image {
  return { ...volume, height: volume.height * volume.depth, geometry: undefined }
}

/** At least three digits of a slice or a time point, as many as the last one has. */
function number(index: number, count: number): string {
  return String(index).padStart(Math.max(3, String(count - 1).length), '0')
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

function withoutNonFinite(volume: Volume, path: string): { volume: Volume; notices: string[] } {
  const image = asTallImage(volume)
  const { image: finite, replaced: bad } = replaceNonFinite(image)
  if (bad === 0) return { volume, notices: [] }
  if (bad === image.pixels.length)
    throw new CutsError('InvalidImage', `${path} holds no finite pixel, only NaN or infinity.`, {
      remedy: 'Export the image again; it may have been divided by zero on the way.',
    })
  const notice = `${path}: ${bad} of ${image.pixels.length} values are NaN or infinite and were set to the image minimum`
  return { volume: { ...volume, pixels: finite.pixels }, notices: [notice] }
}
