/** A run of which every process knows all images: one process reads them, the others take what it found. */
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Project } from '@cuts/runtime'
import { type SegmentingRun, withProject } from '@cuts/runtime/node'
import { resultLayout } from '@cuts/runtime/results'
import type { PartSource } from '@cuts/runtime/run'
import { type Lease, type Leases, waitFor } from '../leases.ts'
import { type LeaseTimes, openFolderLeases } from './folder-leases.ts'

const parts = resultLayout.resultFolders.parts
const inventory = `${parts}/share.inventory.json`

interface SharedSource extends Omit<SegmentingRun, 'images' | 'first' | 'resume' | 'overwrite' | 'report'> {
  readonly images: string
  readonly model?: string | undefined
  readonly times: LeaseTimes
}

/** Opens the run under the name of a part, when no other process opens it, and does `work`. */
export async function withSharedProject<T>(
  run: SharedSource,
  name: string,
  work: (project: Project, leases: Leases, source: PartSource) => Promise<T>,
): Promise<T> {
  const { out, images, masks, model, signal, times } = run
  const leases = openFolderLeases(join(out, parts, 'leases'), times)
  const pause = (): Promise<void> => setTimeout(times.beatMs / 2)
  const source = { images, ...(masks === undefined ? {} : { masks }), ...(model === undefined ? {} : { model }) }
  let opening: Lease | undefined = await waitFor(leases, 'open', { pause, signal })
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
        return work(project, leases, source)
      },
    )
  } finally {
    await opened()
  }
}
