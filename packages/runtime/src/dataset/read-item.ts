/** Reads an item of a source as images: those of its file, with the channels of further files if there are any. */
import { CutsError, prepareIntensities } from '@cuts/core'
import { type SlicePlane, viewOfPlane } from '@cuts/core/volume'
import type { Settings } from '../presets/stages.ts'
import type { SourceFiles } from '../source/files.ts'
import type { SourceImage } from '../source/source.ts'
import { type FileContent, type FileImage, readFile, viewLike } from './read-file.ts'

/**
 * Throws the errors of {@link readFile}, and `Mismatch` if the files of one image differ in size. The channels of each
 * file are scaled separately, because their units may differ.
 */
export async function readItem(
  source: SourceFiles,
  item: Omit<SourceImage, 'id'>,
  settings: Settings['image'],
  plane: SlicePlane,
): Promise<FileContent> {
  const { path, channelFiles = [] } = item
  const first = await readFile(source, item, settings, geometry => viewOfPlane(geometry, plane))
  const parts = [first]
  for (const file of channelFiles) {
    const shown = first.volumes.get('')
    const part = await readFile(source, { path: file }, settings, geometry =>
      shown === undefined ? viewOfPlane(geometry, plane) : viewLike(shown, geometry),
    )
    const [one, other] = [sizeOf(first), sizeOf(part)]
    if (one !== other)
      throw new CutsError('Mismatch', `${file} is ${other} and ${path} ${one}: they cannot be channels of one image.`, {
        remedy: 'Resample both to one grid.',
      })
    parts.push(part)
  }
  if (channelFiles.length === 0) return first
  return {
    images: first.images.map((_, index) =>
      joinChannels(
        parts.map(part => part.images[index]!),
        settings,
      ),
    ),
    volumes: first.volumes,
    notices: parts.flatMap(part => part.notices),
  }
}

function joinChannels(parts: readonly FileImage[], settings: Settings['image']): FileImage {
  const [first] = parts
  const types = new Set(parts.map(({ image }) => image.sampleType))
  return {
    ...first!,
    image: {
      ...first!.image,
      channels: parts.reduce((sum, { image }) => sum + image.channels, 0),
      pixels: join(parts.map(({ image }) => image.pixels)),
      sampleType: types.size === 1 ? first!.image.sampleType : 'float32',
    },
    scaled: join(parts.map(({ image, scaled }) => scaled ?? prepareIntensities(image, settings).data)),
  }
}

function join(planes: readonly Float32Array[]): Float32Array {
  const joined = new Float32Array(planes.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const plane of planes) {
    joined.set(plane, at)
    at += plane.length
  }
  return joined
}

function sizeOf({ images }: FileContent): string {
  const { width, height } = images[0]!.image
  return images.length === 1 ? `${width} x ${height}` : `${width} x ${height} x ${images.length}`
}
