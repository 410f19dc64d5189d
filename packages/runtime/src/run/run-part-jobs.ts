/** Does one part of a run: segments its images and notes what it did. The parts are joined later. */
import { isCutsError } from '@cuts/core'
import { type PartRecord, type PartSource, writePartRecord } from './part-record.ts'
import { unitsOf } from './plan.ts'
import type { Project } from './project.ts'
import { readUnit } from './unit-file.ts'

/** What differs from a part that has done all images that it knows. */
interface Outcome {
  /** Images of the part, if it knows others too. */
  readonly images?: number
  readonly state?: 'waiting'
}

/**
 * Segments the images of a part by `segment`. Writes the record of the part, also if the signal is raised, and
 * then throws `Cancelled`. Throws as `runProject`.
 */
export async function runPart(
  project: Project,
  source: PartSource,
  segment: (project: Project) => Promise<Outcome>,
): Promise<PartRecord> {
  const { dataset, inventory, onEvent, store } = project
  const started = performance.now()
  const record = async (state: PartRecord['state'], images = dataset.images.length): Promise<PartRecord> => {
    const seconds = (performance.now() - started) / 1000
    const failed = inventory.failed.length + (await countFailed(project))
    return writePartRecord(project, source, { state, images, failed, seconds, ended: new Date().toISOString() })
  }
  let outcome: Outcome
  try {
    outcome = await segment(project)
  } catch (error) {
    if (isCutsError(error, 'Cancelled')) await record('stopped')
    throw error
  }
  const done = await record(outcome.state ?? 'finished', outcome.images)
  const failed = done.failed - inventory.failed.length
  onEvent({
    type: 'done',
    out: store.label,
    succeeded: done.images - failed,
    failed: done.failed,
    seconds: done.seconds,
  })
  return done
}

async function countFailed(project: Project): Promise<number> {
  let failed = 0
  for (const { id } of unitsOf(project)) failed += (await readUnit(project, id))?.failed.length ?? 0
  return failed
}
