/** Reading of formats whose headers give the position of every voxel. */
import type { FormatReader, ImageFiles, ReadOptions } from '../format.ts'
import { checkVolumeSize, expectTimepoint, type VolumeFile } from './layout.ts'
import { readPlanes } from './voxels.ts'

/** Reads the header of a file, and returns the positions of its voxels; throws as `FormatReader.read`. */
export type OpenVolume = (files: ImageFiles, options: ReadOptions) => VolumeFile

/**
 * Returns the functions of a reader whose files `open` opens. Intensities are in the file's own units, rescaled as the
 * file states; of several volumes along time, one is read. Sizes are checked before memory is taken.
 */
export function volumeReader(open: OpenVolume): Pick<FormatReader, 'kind' | 'inspect' | 'read'> {
  const openChecked: OpenVolume = (files, options) => {
    const file = open(files, options)
    const { width, height, depth, channels } = file.header
    checkVolumeSize([width, height, depth, channels], files.main.name, options.maxSamples)
    return file
  }
  return {
    kind: 'volume',
    inspect: (files, options) => {
      const { header, notices } = openChecked(files, options)
      return { ...header, notices }
    },
    read: async (files, options) => {
      const { name } = files.main
      const file = openChecked(files, options)
      const { width, height, depth, channels, timepoints, sampleType, geometry, inPlane } = file.header
      const { timepoint = 0 } = options
      expectTimepoint(timepoint, timepoints, name)
      const pixels = readPlanes(file, timepoint, name)
      const notices = [...file.notices]
      if (timepoints > 1 && options.timepoint === undefined)
        notices.push(`${name} holds ${timepoints} volumes; only the first is used`)
      return { volume: { width, height, depth, channels, pixels, sampleType, geometry, inPlane }, notices }
    },
  }
}
