/** Does the units of a run together with other processes: each unit by one of them at a time, under a lease. */
import type { Project } from '@cuts/runtime'
import {
  expectModel,
  isSettled,
  type Job,
  type JobPerformer,
  type OpenPerformers,
  segmentAll,
  type Unit,
  unitsOf,
  writeUnit,
} from '@cuts/runtime/run'
import type { Leases } from './leases.ts'

/** How often a unit is begun before it counts as failed: with the first, three processes may end over it. */
const tries = 3

/**
 * Returns when all units are done, by whomever. Throws as `runProject` does, and `Cancelled` if the signal is raised.
 * `pause` is called while all that is left is held by other processes.
 */
export async function doShared(
  project: Project,
  leases: Leases,
  open: OpenPerformers,
  pause: () => Promise<void>,
): Promise<void> {
  expectModel(project)
  const units = new Map(unitsOf(project).map(unit => [unit.id, unit]))
  for (;;) {
    const jobs: Job[] = []
    for (const unit of units.values())
      if (!(await isSettled(project, unit))) jobs.push({ kind: 'segment', unit: unit.id })
    if (jobs.length === 0) return
    let own = 0
    const begin = (): void => {
      own++
    }
    // Processes begin at different places, so that they rarely meet.
    const from = Math.floor(jobs.length * startOf(project.part?.name ?? ''))
    const order = [...jobs.slice(from), ...jobs.slice(0, from)]
    await segmentAll(project, order, async (limited, count) =>
      (await open(limited, count)).map(performer => underLease(limited, performer, leases, units, begin)),
    )
    if (own === 0) await pause()
  }
}

/** Skips a unit that another process holds or has done. */
function underLease(
  project: Project,
  performer: JobPerformer,
  leases: Leases,
  units: ReadonlyMap<string, Unit>,
  onBegin: () => void,
): JobPerformer {
  return {
    ...performer,
    perform: async (job, onMessage) => {
      if (job.kind !== 'segment') return performer.perform(job, onMessage)
      const unit = units.get(job.unit)!
      const lease = await leases.take(unit.id)
      if (lease === undefined) return { failed: [] }
      if (await isSettled(project, unit)) {
        await lease.release()
        return { failed: [] }
      }
      if (lease.generation > tries) {
        const failed = unit.indices.map(index => {
          const { path } = project.dataset.images[index]!
          return { path, error: `${path} could not be segmented: each of ${tries} processes ended over it.` }
        })
        await writeUnit(project, unit.id, failed)
        await lease.release()
        for (const { path, error } of failed)
          onMessage({ type: 'event', event: { type: 'failed', file: path, message: error } })
        return { failed }
      }
      onBegin()
      try {
        const outcome = await performer.perform(job, onMessage)
        await lease.release()
        return outcome
      } catch (error) {
        if (project.signal?.aborted === true) await lease.release()
        else await lease.abandon()
        throw error
      }
    },
  }
}

/** A number in [0, 1) for a name. */
function startOf(name: string): number {
  let hash = 0
  for (const letter of name) hash = (hash * 31 + letter.codePointAt(0)!) % 1009
  return hash / 1009
}
