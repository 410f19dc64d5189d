/** Writes the region under clicks as a mask file. */
import { join, resolve, sep } from 'node:path'
import { CutsError } from '@cuts/core'
import { writeMask } from '@cuts/formats'
import { imageFolder, parseImageFolder } from '../results/result-layout.ts'
import { type Pick, type PickedRegion, pickRegion as pickFrom } from '../run/pick-region.ts'
import { createFolderStore } from './folder-store.ts'
import { expectFree, writeFileWhole } from './write-whole.ts'

export interface PickedFile extends Omit<PickedRegion, 'mask'> {
  readonly out: string
}

/**
 * Writes the mask of a region. `image` is the folder of an image inside a result folder. Throws the errors of
 * `pickRegion` for stores, `Unreadable` if the folder is not an image folder, and `Unwritable`.
 */
export async function pickRegion(
  options: Omit<Pick, 'store'> & { readonly out: string; readonly overwrite: boolean },
): Promise<PickedFile> {
  const { image, out, overwrite, ...clicks } = options
  const id = parseImageFolder(resolve(image).split(sep).join('/'))
  if (id === undefined)
    throw new CutsError('Unreadable', `${image} is not the folder of an image inside a result folder.`, {
      remedy: `Give RESULTS/${imageFolder('ID')}.`,
    })
  const store = createFolderStore(join(image, '..', '..'))
  const { mask, ...picked } = await pickFrom({ ...clicks, store, image: id })
  await expectFree(out, overwrite)
  await writeFileWhole(out, writeMask(mask))
  return { ...picked, out }
}
