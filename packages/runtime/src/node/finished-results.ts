/** What is done with a finished result folder: scored against masks, clicked on, exported to another folder. */
import { stat } from 'node:fs/promises'
import { join, resolve, sep } from 'node:path'
import { CutsError } from '@cuts/core'
import type { OnEvent } from '../events.ts'
import { writerOfName } from '../export/convert-image.ts'
import { encodeMask } from '../export/encode-mask.ts'
import { exportResults as openExport } from '../export/export-results.ts'
import type { Exported, FolderExport } from '../export/folder-export.ts'
import {
  imageFolder,
  parseImageFolder,
  parseVolumeFolder,
  resultFiles,
  volumeFolder,
} from '../results/result-layout.ts'
import { type EvaluatedResults, evaluateResults as evaluateStore } from '../run/evaluate-results.ts'
import { type Inside, type Look, lookInsideVolume } from '../run/look-inside.ts'
import { type Pick, type PickedRegion, pickRegion as pickFrom } from '../run/pick-region.ts'
import { diskFiles, expectFree, writeFileWhole } from './disk-files.ts'
import { createFolderStore } from './folder-store.ts'

/** Scores a result folder. `masks` is a folder of masks or one mask. Throws the errors of `evaluateResults` for stores. */
export function evaluateResults(options: {
  readonly results: string
  readonly masks: string
  readonly onEvent: OnEvent
}): Promise<EvaluatedResults> {
  return evaluateStore({ ...options, store: createFolderStore(options.results), files: diskFiles })
}

export interface PickedFile extends Omit<PickedRegion, 'mask'> {
  readonly out: string
}

/**
 * Writes the mask of a region. `image` is the folder of an image inside a result folder. Throws the errors of
 * `pickRegion` for stores and of `encodeMask`, `Unreadable` if the folder is not an image folder, and `Unwritable`.
 */
export async function pickRegion(
  options: Omit<Pick, 'store'> & { readonly out: string; readonly overwrite: boolean },
): Promise<PickedFile> {
  const { image, out, overwrite, ...clicks } = options
  writerOfName(out)
  const { id, store } = placeOf(image, parseImageFolder, 'an image', imageFolder)
  const { mask, ...picked } = await pickFrom({ ...clicks, store, image: id })
  await expectFree(out, overwrite)
  await writeFileWhole(out, await encodeMask(mask, out, id))
  return { ...picked, out }
}

/**
 * Writes the parts of a region of a volume. `volume` is the folder of a volume inside a result folder. Throws the errors
 * of `lookInsideVolume`, `Unreadable` if the folder is not that of a volume, and `Unwritable`.
 */
export async function lookInsideFolder(
  options: Omit<Look, 'store'> & { readonly out: string; readonly overwrite: boolean },
): Promise<Omit<Inside, 'bytes'> & { readonly out: string }> {
  const { volume, out, overwrite, ...look } = options
  const { id, store } = placeOf(volume, parseVolumeFolder, 'a volume', volumeFolder)
  const { bytes, ...inside } = await lookInsideVolume({ ...look, store, volume: id })
  await expectFree(out, overwrite)
  await writeFileWhole(out, bytes)
  return { ...inside, out }
}

/** The item whose folder lies at `path`, and its result folder. */
function placeOf(path: string, parse: typeof parseImageFolder, what: string, folderOf: typeof imageFolder) {
  const id = parse(resolve(path).split(sep).join('/'))
  if (id !== undefined) return { id, store: createFolderStore(join(path, '..', '..')) }
  throw new CutsError('Unreadable', `${path} is not the folder of ${what} inside a result folder.`, {
    remedy: `Give RESULTS/${folderOf('ID')}.`,
  })
}

/**
 * Writes the files of an export. Throws the errors of `exportResults` for stores, and `Unwritable` if a file exists
 * already.
 */
export async function exportResults({ results, out, overwrite, ...options }: FolderExport): Promise<Exported> {
  const summary = await stat(join(results, resultFiles.summary)).catch(() => undefined)
  // Without a summary there is no export. The export reports this.
  const made = (summary?.mtime ?? new Date(0)).toISOString()
  const opened = await openExport({
    ...options,
    store: createFolderStore(results),
    originals: diskFiles,
    made,
  })
  for (const name of opened.names) await expectFree(join(out, name), overwrite)
  const files: string[] = []
  let exported = 0
  for await (const { name, content, items } of opened.files()) {
    const target = join(out, name)
    await writeFileWhole(target, content)
    files.push(target)
    exported += items
  }
  return { files, exported, failed: opened.failed }
}
