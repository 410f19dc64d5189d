/** Reads images in a worker and keeps the last few, so that another slice does not read the file again. */
import { type Image, replaceNonFinite, sliceOf, type Volume } from '@cuts/core'
import { type DecodedImage, readImage } from '@cuts/formats'
import type { ImageSource, OpenedImage } from './port.ts'

/** Volumes are large: no more than these are kept. */
const mostKept = 3
const kept = new Map<string, Promise<DecodedImage>>()

function decode({ id, files }: ImageSource): Promise<DecodedImage> {
  const found = kept.get(id)
  if (found !== undefined) return found
  const reading = (async () => {
    const named = await Promise.all(
      files.map(async ([name, file]) => ({ name, bytes: new Uint8Array(await file.arrayBuffer()) })),
    )
    return readImage(named)
  })()
  kept.set(id, reading)
  reading.catch(() => kept.delete(id))
  for (const old of kept.keys()) if (kept.size > mostKept) kept.delete(old)
  return reading
}

export async function readSlice(source: ImageSource, slice: number): Promise<Image> {
  const { volume } = await decode(source)
  return replaceNonFinite(sliceOf(volume, slice)).image
}

export async function openImage(source: ImageSource): Promise<OpenedImage> {
  const { volume, format, notices } = await decode(source)
  const { width, height, depth, channels } = volume
  const slice = depth >> 1
  return { width, height, depth, channels, format, notices, slice, image: await readSlice(source, slice) }
}

/** A copy of the whole image, which may be handed over. */
export async function readWhole(source: ImageSource): Promise<Volume> {
  const { volume } = await decode(source)
  return { ...volume, pixels: volume.pixels.slice() }
}
