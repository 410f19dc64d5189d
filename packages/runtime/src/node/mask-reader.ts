/** Masks of images, and of slices from the mask of their volume. */
import { CutsError, type Image, type Mask, sliceOf, type Volume, viewVolume } from '@cuts/core'
import { readMask } from '@cuts/formats'
import type { DatasetVolume } from '../pipeline/dataset.ts'
import { readVolumeAt, viewLike } from './read-file.ts'
import { readBytes } from './source.ts'

export interface MaskReader {
  /**
   * The mask in a file, or where it is that of a volume, of one of its slices. Throws as `readMask` and `readVolume`, and
   * `Mismatch` where the file has other slices than the volume.
   */
  read(path: string, of?: { readonly volume: DatasetVolume; readonly slice: number }): Promise<Mask>
}

/** The last volume is kept: its slices are asked for one after the other. */
export function createMaskReader(): MaskReader {
  let last: { readonly path: string; readonly of: DatasetVolume | undefined; readonly slices: Volume } | undefined
  return {
    read: async (path, of) => {
      if (last === undefined || last.path !== path || last.of !== of?.volume) {
        const bytes = await readBytes(path)
        const found = await readVolumeAt(path, bytes)
        if (found === undefined) {
          expectDepth(path, 1, of?.volume)
          return readMask(bytes, { name: path })
        }
        const slices =
          of === undefined ? found.volume : viewVolume(found.volume, viewLike(of.volume, found.volume.geometry))
        expectDepth(path, slices.depth, of?.volume)
        last = { path, of: of?.volume, slices }
      }
      return nonZero(sliceOf(last.slices, of?.slice ?? 0))
    },
  }
}

function expectDepth(path: string, depth: number, of: DatasetVolume | undefined): void {
  const wanted = of === undefined ? 1 : [of.width, of.height, of.depth][of.view.axes[2]]
  if (depth !== wanted)
    throw new CutsError('Mismatch', `${path} has ${depth} slices and its image ${wanted}.`, {
      remedy: 'Give a mask of the same size as the image.',
    })
}

/** Inside where any channel differs from zero. */
function nonZero({ width, height, pixels }: Image): Mask {
  const data = new Uint8Array(width * height)
  for (let i = 0; i < pixels.length; i++) if (Math.abs(pixels[i]!) > 0) data[i % data.length] = 1
  return { width, height, data }
}
