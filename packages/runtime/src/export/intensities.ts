/** The intensities under label maps, from the files that they were made from. */
import {
  type Image,
  isCutsError,
  type LabelMap,
  type LabelVolume,
  sliceOf as sliceOfVolume,
  type Volume,
} from '@cuts/core'
import { asStored, type View, viewVolume } from '@cuts/core/volume'
import { readImage } from '@cuts/formats'
import { readPlace } from '../dataset/image-files.ts'
import type { SourceFiles } from '../source/files.ts'
import type { Place } from '../source/source.ts'
import type { ExportItem } from './region-maps.ts'

export interface IntensityReader {
  /** Returns no intensities, and a notice with the reason, if the file is missing or has changed. */
  read(
    item: Pick<ExportItem, 'path' | 'files' | 'index' | 'timepoint' | 'sliceOf'>,
    map: LabelMap | LabelVolume,
  ): Promise<{ readonly intensities?: Image | Volume; readonly notice?: string }>
}

/** The last volume is kept, because its slices are requested one after the other. */
export function createIntensityReader(originals: SourceFiles): IntensityReader {
  let last: { readonly key: string; readonly volume: Volume } | undefined
  const volumeOf = async (place: Place, timepoint: number, view: View): Promise<Volume> => {
    const key = JSON.stringify([place.path, timepoint, view])
    if (last?.key !== key) {
      const { volume } = await readImage(await readPlace(originals, place), { timepoint })
      last = { key, volume: viewVolume(volume, view) }
    }
    return last.volume
  }
  const without = (why: string) => ({ notice: `intensities are left out: ${why}` })
  return {
    read: async ({ path, files, index, timepoint = 0, sliceOf }, map) => {
      try {
        const volume = await volumeOf(
          files === undefined ? { path } : { path, files },
          timepoint,
          sliceOf?.view ?? asStored,
        )
        const slice = sliceOf?.slice ?? index
        const found = slice === undefined ? volume : sliceOfVolume(volume, slice)
        const depth = (of: object): unknown => ('depth' in of ? of.depth : 1)
        const isSame = found.width === map.width && found.height === map.height && depth(found) === depth(map)
        return isSame ? { intensities: found } : without(`${path} differs in size from its regions`)
      } catch (error) {
        if (!isCutsError(error)) throw error
        return without(error.message)
      }
    },
  }
}
