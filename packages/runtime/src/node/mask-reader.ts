/** Masks of images, and of slices from the mask of their volume. */
import { CutsError, type Mask, sliceOf, type Volume } from '@cuts/core'
import { readMask } from '@cuts/formats'
import { readVolumeAt } from './read-file.ts'
import { readBytes } from './source.ts'

export interface MaskReader {
  /** Throws as `readMask` and `readVolume`, and `Mismatch` where the volume of masks has no such slice. */
  read(path: string, slice?: number): Promise<Mask>
}

/** The last volume is kept: its slices are asked for one after the other. */
export function createMaskReader(): MaskReader {
  let last: { readonly path: string; readonly volume: Volume } | undefined
  return {
    read: async (path, slice) => {
      if (last?.path !== path) {
        const bytes = await readBytes(path)
        const found = await readVolumeAt(path, bytes)
        if (found === undefined) return readMask(bytes, { name: path })
        last = { path, volume: found.volume }
      }
      const { volume } = last
      const index = slice ?? 0
      if (index >= volume.depth)
        throw new CutsError('Mismatch', `${path} has ${volume.depth} slices, and its image more.`, {
          remedy: 'Give a mask volume of the same size as the image.',
        })
      const { width, height, pixels } = sliceOf(volume, index)
      const data = new Uint8Array(width * height)
      for (let i = 0; i < pixels.length; i++) if (Math.abs(pixels[i]!) > 0) data[i % data.length] = 1
      return { width, height, data }
    },
  }
}
