/** The images that are in memory: the last few, as far as memory asks; others are read again. */
import { type Image, replaceNonFinite, sliceOf, type Volume } from '@cuts/core'
import type { Connection, ReadImage } from '../worker/port.ts'
import { shared } from '../worker/shared.ts'
import type { Studio } from './studio.ts'

/** Values, four bytes each, of images that are kept beside the one in use. */
const mostValues = 1 << 27

export function createVolumes(studio: Studio, reader: Connection) {
  const kept = new Map<string, Promise<ReadImage>>()
  const sizes = new Map<string, number>()

  const read = (id: string): Promise<ReadImage> => {
    const known = kept.get(id)
    const reading = known ?? reader.ask('read', { source: studio.sources.get(id)! })
    // The one that was used last goes to the end.
    kept.delete(id)
    kept.set(id, reading)
    if (known === undefined)
      reading.then(
        ({ volume, view, format, isTomography, notices }) => {
          sizes.set(id, volume.pixels.length)
          const { channels } = volume
          studio.facts.value = new Map(studio.facts.value).set(id, { format, channels, notices, isTomography, view })
          forget()
        },
        () => kept.delete(id),
      )
    return reading
  }
  const forget = (): void => {
    let values = 0
    for (const [index, id] of [...kept.keys()].reverse().entries()) {
      values += sizes.get(id) ?? 0
      if (index > 0 && values > mostValues) kept.delete(id)
    }
  }
  return {
    read,
    volume: async (id: string): Promise<Volume> => (await read(id)).volume,
    /** One slice, with numbers only. */
    slice: async (id: string, slice: number): Promise<Image> =>
      replaceNonFinite(imageOf((await read(id)).volume, slice)).image,
    clear: () => kept.clear(),
  }
}

/** A slice as an image. That of a picture is the picture: its pixels are not copied, so that they stay shared with workers. */
function imageOf(volume: Volume, slice: number): Image {
  const { depth, pixels } = volume
  if (depth > 1) {
    const image = sliceOf(volume, slice)
    return { ...image, pixels: shared(image.pixels) }
  }
  return { ...sliceOf({ ...volume, pixels: new Float32Array(0) }, 0), pixels }
}
