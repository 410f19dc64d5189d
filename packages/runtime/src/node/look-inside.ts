/** Looks inside a region of a volume in a result folder, and writes its parts as a file. */
import { basename, join, resolve } from 'node:path'
import { CutsError } from '@cuts/core'
import { volumeFolder } from '../results/result-layout.ts'
import { type Inside, type Look, lookInsideVolume } from '../run/look-inside.ts'
import { createFolderStore } from './folder-store.ts'
import { expectFree, writeFileWhole } from './write-whole.ts'

export interface LookedInside extends Omit<Inside, 'bytes'> {
  readonly out: string
}

/**
 * `volume` is the folder of a volume inside a result folder. Throws as `lookInsideVolume`, `Unreadable` if the folder is
 * not that of a volume, and `Unwritable`.
 */
export async function lookInsideFolder(
  options: Omit<Look, 'store'> & { readonly out: string; readonly overwrite: boolean },
): Promise<LookedInside> {
  const { volume, out, overwrite, ...look } = options
  const path = resolve(volume)
  const id = basename(path)
  const results = join(path, '..', '..')
  if (resolve(results, volumeFolder(id)) !== path)
    throw new CutsError('Unreadable', `${volume} is not the folder of a volume inside a result folder.`, {
      remedy: `Give RESULTS/${volumeFolder('ID')}.`,
    })
  const { bytes, ...inside } = await lookInsideVolume({ ...look, store: createFolderStore(results), volume: id })
  await expectFree(out, overwrite)
  await writeFileWhole(out, bytes)
  return { ...inside, out }
}
