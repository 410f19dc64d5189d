/** The mask of a picked region as a file of another program. */
import { CutsError, type Mask } from '@cuts/core'
import { type Written, writeMask } from '@cuts/formats'
import { describeLabels } from '../results/regions.ts'
import { writerOfName } from './convert-image.ts'

/**
 * Returns the mask in the format that the name of the file says: 255 inside the region, or label 1 where a format holds
 * labels. `id` is the image. Throws `InvalidOption` for an ending that no format has, `Unsupported` for DICOM.
 */
export async function encodeMask(mask: Mask, out: string, id: string): Promise<Written> {
  const { width, height, data, geometry } = mask
  const writer = writerOfName(out)
  if (writer.id === 'png') return writeMask(mask)
  if (writer.writeIntensities !== undefined) {
    const grid = { size: [width, height, 1], channels: 1, data: data.map(inside => 255 * inside), geometry } as const
    return writer.writeIntensities(grid, { compressed: out.toLowerCase().endsWith('.gz') })
  }
  // A DICOM segmentation refers to the patient's series, and a mask does not know it.
  if (writer.writeLabels === undefined || writer.id === 'dicom-seg')
    throw new CutsError('Unsupported', `${out}: a picked region is not written as ${writer.name}.`, {
      remedy: 'Export the level to DICOM, or write .nii.gz and convert that.',
    })
  const labels = { map: { width, height, labels: Int32Array.from(data), geometry }, regions: describeLabels([1]) }
  return writer.writeLabels(labels, { imageName: id })
}
