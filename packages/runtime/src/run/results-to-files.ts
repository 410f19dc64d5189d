/** Files made from finished results, by paths: an export, and the parts of a region. */

import { exportResults } from '../export/export-results.ts'
import type { Exported, FolderExport } from '../export/folder-export.ts'
import { resultFiles } from '../results/result-layout.ts'
import { join } from '../source/paths.ts'
import { type Inside, type Look, lookInsideVolume } from './look-inside.ts'
import { type Outside, placeOf } from './outside.ts'

/**
 * Writes the parts of a region of a volume. `volume` is the folder of a volume inside a result folder. Throws the errors
 * of `lookInsideVolume`, `Unreadable` if the folder is not that of a volume, and `Unwritable`.
 */
export async function lookInsideToFile(
  outside: Outside,
  options: Omit<Look, 'store'> & { readonly out: string; readonly overwrite: boolean },
): Promise<Omit<Inside, 'bytes'> & { readonly out: string }> {
  const { volume, out, overwrite, ...look } = options
  const { id, store } = placeOf(outside, volume, ['volume'])
  const { bytes, ...inside } = await lookInsideVolume({ ...look, store, volume: id })
  await outside.expectFree(out, overwrite)
  await outside.write(out, bytes)
  return { ...inside, out }
}

/**
 * Writes the files of an export. Throws the errors of `exportResults` for stores, and `Unwritable` if a file exists
 * already.
 */
export async function exportToFiles(
  { files: originals, openStore, expectFree, write }: Outside,
  { results, out, overwrite, ...options }: FolderExport,
): Promise<Exported> {
  const summary = await originals.stamp(join(results, resultFiles.summary))
  // Without a summary there is no export. The export reports this.
  const made = new Date(summary?.modified ?? 0).toISOString()
  const opened = await exportResults({ ...options, store: openStore(results), originals, made })
  for (const name of opened.names) await expectFree(join(out, name), overwrite)
  const files: string[] = []
  let exported = 0
  for await (const { name, content, items } of opened.files()) {
    const target = join(out, name)
    await write(target, content)
    files.push(target)
    exported += items
  }
  return { files, exported, failed: opened.failed }
}
