/** Masks of images, of slices from the mask of their volume, and of the images of a set from its set of masks. */
import { CutsError, type Image, type Mask, sliceOf, type Volume } from '@cuts/core'
import { asStored, viewVolume, voxelsOfView } from '@cuts/core/volume'
import { inspectImage, readImage, readMask } from '@cuts/formats'
import type { SourceFiles } from '../source/files.ts'
import type { Place } from '../source/source.ts'
import type { DatasetVolume } from './dataset.ts'
import { readPlace } from './image-files.ts'
import { expectRoom } from './memory-need.ts'
import { viewLike } from './read-file.ts'

/** Which slice or image a mask belongs to: a slice of a volume, or the index of an image in a set. */
export interface MaskOf {
  readonly volume?: DatasetVolume | undefined
  readonly slice: number
}

export interface MaskReader {
  /** Throws the errors of `readMask`, and `Mismatch` if the file has a different number of slices than the image. */
  read(place: Place, of?: MaskOf): Promise<Mask>
}

/**
 * The last volume is kept: its slices are asked for one after the other. With `label`, only pixels of exactly this value are
 * inside.
 */
export function createMaskReader(source: SourceFiles, label?: number): MaskReader {
  let last: { readonly path: string; readonly volume: DatasetVolume | undefined; readonly slices: Volume } | undefined
  return {
    read: async (place, { volume, slice } = { slice: 0 }) => {
      const { path } = place
      if (last === undefined || last.path !== path || last.volume !== volume) {
        const files = await readPlace(source, place)
        const info = inspectImage(files, place)
        expectRoom(info, path, source.mostBytes, 'read')
        const { depth, timepoints, isPicture } = info
        if (depth === 1 && isPicture && label === undefined) {
          // In a picture, transparency and JPEG ringing are taken into account.
          expectSlices(path, depth, volume, slice)
          return readMask(files)
        }
        const { volume: read } = await readImage(files, {
          ...place,
          timepoint: timepoints > 1 ? (volume?.timepoint ?? 0) : 0,
        })
        last = {
          path,
          volume,
          slices: viewVolume(read, volume === undefined ? asStored : viewLike(volume, read.geometry)),
        }
      }
      expectSlices(path, last.slices.depth, volume, slice)
      return inside(sliceOf(last.slices, slice), label)
    },
  }
}

function expectSlices(path: string, depth: number, of: DatasetVolume | undefined, slice: number): void {
  const wanted = of === undefined ? Math.max(depth, slice + 1) : voxelsOfView(of, of.view).size.depth
  if (depth !== wanted)
    throw new CutsError('Mismatch', `${path} has ${depth} slices and its image ${wanted}.`, {
      remedy: 'Give a mask of the same size as the image.',
    })
}

/** A pixel is inside if any channel differs from zero or, with a label, has its value. NaN is outside. */
function inside({ width, height, pixels }: Image, label: number | undefined): Mask {
  const data = new Uint8Array(width * height)
  for (let i = 0; i < pixels.length; i++)
    if (label === undefined ? Math.abs(pixels[i]!) > 0 : pixels[i] === label) data[i % data.length] = 1
  return { width, height, data }
}
