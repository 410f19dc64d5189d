/** Exports a result folder to another folder. */
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type ExportOptions as Options, exportResults as openExport } from '../export/export-results.ts'
import { originalsIn } from '../export/originals.ts'
import { resultFiles } from '../results/result-layout.ts'
import type { FailedImage } from '../results/summary.ts'
import { diskFiles } from './disk-files.ts'
import { createFolderStore } from './folder-store.ts'
import { expectFree, writeFileWhole } from './write-whole.ts'

export interface ExportOptions extends Omit<Options, 'store' | 'originals' | 'made'> {
  /** The result folder. */
  readonly results: string
  readonly out: string
  readonly overwrite: boolean
}

export interface Exported {
  readonly files: readonly string[]
  /** Number of exported images and volumes. */
  readonly exported: number
  readonly failed: readonly FailedImage[]
}

/**
 * Writes the files of an export. Throws the errors of `exportResults` for stores, and `Unwritable` if a file exists
 * already.
 */
export async function exportResults({ results, out, overwrite, ...options }: ExportOptions): Promise<Exported> {
  const summary = await stat(join(results, resultFiles.summary)).catch(() => undefined)
  // Without a summary there is no export. The export reports this.
  const made = (summary?.mtime ?? new Date(0)).toISOString()
  const opened = await openExport({
    ...options,
    store: createFolderStore(results),
    originals: originalsIn(diskFiles),
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
