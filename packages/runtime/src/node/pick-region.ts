/** Writes the region under clicks as a mask file. */
import { join, resolve, sep } from 'node:path'
import { CutsError, type Mask } from '@cuts/core'
import { type Written, writeMask } from '@cuts/formats'
import { writerOfName } from '../export/convert-image.ts'
import { describeLabels } from '../results/regions.ts'
import { imageFolder, parseImageFolder } from '../results/result-layout.ts'
import { type Pick, type PickedRegion, pickRegion as pickFrom } from '../run/pick-region.ts'
import { createFolderStore } from './folder-store.ts'
import { expectFree, writeFileWhole } from './write-whole.ts'

export interface PickedFile extends Omit<PickedRegion, 'mask'> {
  readonly out: string
}

/**
 * Writes the mask of a region. `image` is the folder of an image inside a result folder. Throws the errors of
 * `pickRegion` for stores, `Unreadable` if the folder is not an image folder, `InvalidOption` for an ending that no format has,
 * and `Unwritable`.
 */
export async function pickRegion(
  options: Omit<Pick, 'store'> & { readonly out: string; readonly overwrite: boolean },
): Promise<PickedFile> {
  const { image, out, overwrite, ...clicks } = options
  writerOfName(out)
  const id = parseImageFolder(resolve(image).split(sep).join('/'))
  if (id === undefined)
    throw new CutsError('Unreadable', `${image} is not the folder of an image inside a result folder.`, {
      remedy: `Give RESULTS/${imageFolder('ID')}.`,
    })
  const store = createFolderStore(join(image, '..', '..'))
  const { mask, ...picked } = await pickFrom({ ...clicks, store, image: id })
  await expectFree(out, overwrite)
  await writeFileWhole(out, await encodeMask(mask, out, id))
  return { ...picked, out }
}

/** The mask in the format that the name of the file says: 255 inside the region, or label 1 where a format holds labels. */
async function encodeMask(mask: Mask, out: string, id: string): Promise<Written> {
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
