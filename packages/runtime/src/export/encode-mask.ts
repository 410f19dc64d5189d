/** The mask of a picked region as a file of another program. */
import { CutsError, type Mask, type VolumeMask } from '@cuts/core'
import { type Written, writeMask } from '@cuts/formats'
import { describeLabels } from '../results/regions.ts'
import { writerOfName } from './convert-image.ts'

/**
 * Returns the mask in the format that the name of the file says: 255 inside the region, or label 1 where a format holds
 * labels. `id` is the image. Throws `InvalidOption` for an ending that no format has, `Unsupported` for DICOM, and for a
 * volume in a format of pictures.
 */
export async function encodeMask(mask: Mask | VolumeMask, out: string, id: string): Promise<Written> {
  const { width, height, data, geometry } = mask
  const writer = writerOfName(out)
  const depth = 'depth' in mask ? mask.depth : undefined
  if (depth !== undefined && !writer.volumes)
    throw new CutsError('Unsupported', `${out}: a file of ${writer.name} holds no volume.`, {
      remedy: 'Write .nii.gz, .nrrd or .mha.',
    })
  if (writer.id === 'png' && depth === undefined) return writeMask({ width, height, data })
  if (writer.writeIntensities !== undefined) {
    const size = [width, height, depth ?? 1] as const
    const grid = { size, channels: 1, data: data.map(inside => 255 * inside), geometry }
    return writer.writeIntensities(grid, { compressed: out.toLowerCase().endsWith('.gz') })
  }
  // A DICOM segmentation refers to the patient's series, and a mask does not know it.
  if (writer.writeLabels === undefined || writer.id === 'dicom-seg')
    throw new CutsError('Unsupported', `${out}: a picked region is not written as ${writer.name}.`, {
      remedy: 'Export the level to DICOM, or write .nii.gz and convert that.',
    })
  const labels = Int32Array.from(data)
  const map = 'depth' in mask ? { ...mask, labels } : { ...mask, labels }
  return writer.writeLabels({ map, regions: describeLabels([1]) }, { imageName: id })
}
