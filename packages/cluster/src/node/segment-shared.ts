/** One of several processes that segment the images of one folder together, without a server. */
import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import type { Summary } from '@cuts/runtime'
import { diskFiles, performersOf, removeLeftovers, type SegmentingRun } from '@cuts/runtime/node'
import { readSummary, resultLayout } from '@cuts/runtime/results'
import { mergeParts, runPart } from '@cuts/runtime/run'
import { waitFor } from '../leases.ts'
import { doShared } from '../shared-jobs.ts'
import { type LeaseTimes, usualTimes } from './folder-leases.ts'
import { withSharedProject } from './shared-project.ts'

export interface SharedRun extends Omit<SegmentingRun, 'images' | 'first' | 'resume' | 'overwrite'> {
  readonly images: string
  readonly model?: string | undefined
  /** For tests. */
  readonly times?: LeaseTimes | undefined
}

/** Where it is noted that the run was finished. */
const finished = `${resultLayout.resultFolders.parts}/share.finished.json`

/**
 * Segments images until all are done, by this process or by others, and returns the summary, which one of them writes. A
 * task whose process has ended is taken over. Throws as `segmentFolder`, and `Mismatch` if the folder holds a run with
 * another model or other settings.
 */
export async function segmentShared(run: SharedRun): Promise<Summary> {
  const { out, model, signal, times = usualTimes, report } = run
  const pause = (): Promise<void> => setTimeout(times.beatMs / 2)
  const name = `share-${randomUUID().slice(0, 8)}`
  return withSharedProject({ ...run, times }, name, async (project, leases, source) => {
    await runPart(project, source, async own => {
      await doShared(own, leases, performersOf(run, model, true), pause)
      return {}
    })
    const finishing = await waitFor(leases, 'finish', { pause, signal })
    try {
      const { store, fingerprint } = project
      const mark = await store.get(finished)
      if (mark !== undefined && new TextDecoder().decode(mark) === fingerprint) return await readSummary(store)
      const { summary } = await mergeParts({ store, files: diskFiles, onEvent: () => {} })
      await report?.(store)
      await removeLeftovers(out)
      await store.put(finished, fingerprint)
      return summary
    } finally {
      await finishing.release()
    }
  })
}
