/** One of several processes that segment the images of one folder together, without a server. */
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Summary } from '@cuts/runtime'
import { diskFiles, performersOf, removeLeftovers, type SegmentingRun, withProject } from '@cuts/runtime/node'
import { readSummary, resultLayout } from '@cuts/runtime/results'
import { mergeParts, runPart } from '@cuts/runtime/run'
import { type Lease, waitFor } from '../leases.ts'
import { doShared } from '../shared-jobs.ts'
import { type LeaseTimes, openFolderLeases, usualTimes } from './folder-leases.ts'

export interface SharedRun extends Omit<SegmentingRun, 'images' | 'first' | 'resume' | 'overwrite'> {
  readonly images: string
  readonly model?: string | undefined
  /** For tests. */
  readonly times?: LeaseTimes | undefined
}

/** What all processes note in one place: the images, and that the run was finished. */
const parts = resultLayout.resultFolders.parts
const inventory = `${parts}/share.inventory.json`
const finished = `${parts}/share.finished.json`

/**
 * Segments images until all are done, by this process or by others, and returns the summary, which one of them writes. A
 * unit whose process has ended is taken over. Throws as `segmentFolder`, and `Mismatch` if the folder holds a run with
 * another model or other settings.
 */
export async function segmentShared(run: SharedRun): Promise<Summary> {
  const { out, images, masks, model, signal, times = usualTimes, report } = run
  const leases = openFolderLeases(join(out, parts, 'leases'), times)
  const pause = (): Promise<void> => setTimeout(times.beatMs / 2)
  const waiting = { pause, signal }
  const name = `share-${randomUUID().slice(0, 8)}`
  const source = { images, ...(masks === undefined ? {} : { masks }), ...(model === undefined ? {} : { model }) }
  // One process reads the images; the others take what it found.
  let opening: Lease | undefined = await waitFor(leases, 'open', waiting)
  const opened = async (): Promise<void> => {
    await opening?.release()
    opening = undefined
  }
  try {
    return await withProject(
      { ...run, part: { name, inventory }, resume: true, overwrite: false },
      { masks, model },
      async project => {
        await opened()
        await runPart(project, source, own => doShared(own, leases, performersOf(run, model, true), pause))
        const finishing = await waitFor(leases, 'finish', waiting)
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
      },
    )
  } finally {
    await opened()
  }
}
