/** What is done with a finished result folder: scored against masks, clicked on, exported to another folder. */
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { OnEvent } from '../events.ts'
import { exportResults as openExport } from '../export/export-results.ts'
import type { Exported, FolderExport } from '../export/folder-export.ts'
import { resultFiles } from '../results/result-layout.ts'
import { type Applied, type ApplyFiles, applyToFiles } from '../run/apply-files.ts'
import { type EvaluatedResults, evaluateResults as evaluateStore } from '../run/evaluate-results.ts'
import { type Inside, type Look, lookInsideVolume } from '../run/look-inside.ts'
import { type Outside, placeOf } from '../run/outside.ts'
import { type PickedFile, type PickedVolumeFile, type PickFiles, pickToFiles } from '../run/pick-files.ts'
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

const disk: Outside = {
  files: diskFiles,
  openStore: (...path) => createFolderStore(join(...path)),
  expectFree,
  write: writeFileWhole,
}

/** Writes the mask of a region of an image or a volume. Throws the errors of `pickToFiles`. */
export function pickRegion(options: PickFiles): Promise<PickedFile | PickedVolumeFile> {
  return pickToFiles(disk, options)
}

/** Finds what was picked elsewhere in every image of a result folder. Throws the errors of `applyToFiles`. */
export function applyExemplars(options: ApplyFiles): Promise<Applied> {
  return applyToFiles(disk, options)
}

/**
 * Writes the parts of a region of a volume. `volume` is the folder of a volume inside a result folder. Throws the errors
 * of `lookInsideVolume`, `Unreadable` if the folder is not that of a volume, and `Unwritable`.
 */
export async function lookInsideFolder(
  options: Omit<Look, 'store'> & { readonly out: string; readonly overwrite: boolean },
): Promise<Omit<Inside, 'bytes'> & { readonly out: string }> {
  const { volume, out, overwrite, ...look } = options
  const { id, store } = placeOf(disk, volume, ['volume'])
  const { bytes, ...inside } = await lookInsideVolume({ ...look, store, volume: id })
  await expectFree(out, overwrite)
  await writeFileWhole(out, bytes)
  return { ...inside, out }
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
