/** Scores a result folder against masks on the same disk. */
import type { OnEvent } from '../events.ts'
import { type EvaluatedResults, evaluateResults as evaluateStore } from '../run/evaluate-results.ts'
import { diskFiles } from './disk-files.ts'
import { createFolderStore } from './folder-store.ts'

/** Throws as `evaluateResults` of stores. */
export function evaluateResults(options: {
  readonly results: string
  readonly masks: string
  readonly onEvent: OnEvent
}): Promise<EvaluatedResults> {
  const { results, masks, onEvent } = options
  return evaluateStore({ store: createFolderStore(results), files: diskFiles, masks, onEvent })
}
