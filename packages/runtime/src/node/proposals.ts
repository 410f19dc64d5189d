/** The proposals of a result folder on disk. */
import { join } from 'node:path'
import type { FolderProposals, FoundProposals } from '../run/list-proposals.ts'
import { listProposals, placeIn, proposalMasks } from '../run/list-proposals.ts'
import { diskFiles, expectFree, writeFileWhole } from './disk-files.ts'
import { createFolderStore } from './folder-store.ts'

/** Lists proposals, and writes their masks if `out` is given. Throws `Unreadable` and `Unwritable`. */
export async function proposalsOf({ path, most, out, overwrite }: FolderProposals): Promise<FoundProposals> {
  const { results, item } = placeIn(diskFiles.absolute(path))
  const store = createFolderStore(results)
  const items = await listProposals(store, item, most)
  const files: string[] = []
  for await (const { name, bytes } of proposalMasks(store, out === undefined ? [] : items)) {
    const target = join(out!, name)
    await expectFree(target, overwrite)
    await writeFileWhole(target, bytes)
    files.push(target)
  }
  return { items, files }
}
