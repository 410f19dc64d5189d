/** Scores a result folder against masks on the same disk. */
import { createMaskReader } from '../dataset/mask-reader.ts'
import type { OnEvent } from '../events.ts'
import { type EvaluatedResults, evaluateResults as evaluateStore } from '../run/evaluate-results.ts'
import { openMasks } from '../source/open-source.ts'
import { diskFiles } from './disk-files.ts'
import { createFolderStore } from './folder-store.ts'

/**
 * `masks` is a folder of masks or one mask. Throws the errors of `evaluateResults` for stores, and `NothingToDo` if
 * there are no masks.
 */
export async function evaluateResults(options: {
  readonly results: string
  readonly masks: string
  readonly onEvent: OnEvent
}): Promise<EvaluatedResults> {
  const { results, masks, onEvent } = options
  const store = createFolderStore(results)
  const find = await openMasks(diskFiles, masks)
  const reader = createMaskReader(diskFiles)
  return evaluateStore({
    store,
    masks: { label: masks, find, read: (path, of) => reader.read({ path }, of) },
    onEvent,
  })
}
