/** Joins the parts of a run in a folder, which no process may write to meanwhile. */
import { appendFile, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { OnEvent, Store } from '@cuts/runtime'
import { diskFiles, openResultFolder, removeLeftovers } from '@cuts/runtime/node'
import { resultLayout, sharedFolder } from '@cuts/runtime/results'
import { type Merged, mergeParts } from '@cuts/runtime/run'

export interface MergeFolder {
  readonly out: string
  /** Folder, list or table of the images that should be there; by default the one that the latest part was given. */
  readonly expected?: string | undefined
  readonly report?: ((store: Store) => Promise<unknown>) | undefined
  readonly onEvent: OnEvent
}

/** Throws as `mergeParts`, and `Busy` while a part runs. */
export async function mergeFolder({ out, expected, report, onEvent }: MergeFolder): Promise<Merged> {
  const { store, close } = await openResultFolder(out, 'continue')
  try {
    const merged = await mergeParts({ store, files: diskFiles, expected, onEvent })
    await report?.(store)
    await joinManifests(out)
    await removeLeftovers(out)
    return merged
  } finally {
    await close()
  }
}

/** Moves the lists of files that parts wrote to the list of the folder. A line may stand there twice. */
async function joinManifests(folder: string): Promise<void> {
  const parts = join(folder, resultLayout.resultFolders.parts)
  for (const name of (await readdir(parts)).filter(sharedFolder.isPartManifest)) {
    await appendFile(join(folder, resultLayout.folderFiles.manifest), await readFile(join(parts, name)))
    await rm(join(parts, name))
  }
}
