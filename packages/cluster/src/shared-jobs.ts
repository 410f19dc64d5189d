/** Does a run together with other processes: each task by one of them at a time, under a lease. */
import type { Project } from '@cuts/runtime'
import {
  expectModel,
  failTask,
  isTaskSettled,
  type Job,
  type JobPerformer,
  type OpenPerformers,
  openTasks,
  segmentAll,
  type Task,
} from '@cuts/runtime/run'
import type { Leases } from './leases.ts'

/** How often a task is begun before it counts as failed: with the first, three processes may end over it. */
const tries = 3

/**
 * Returns when all tasks are done, by whomever. Throws as `runProject` does, and `Cancelled` if the signal is raised.
 * `pause` is called while all that is left is held by other processes.
 */
export async function doShared(
  project: Project,
  leases: Leases,
  open: OpenPerformers,
  pause: () => Promise<void>,
): Promise<void> {
  expectModel(project)
  for (;;) {
    const tasks = await openTasks(project)
    if (tasks.length === 0) return
    let own = 0
    const begin = (): void => {
      own++
    }
    // Processes begin at different places, so that they rarely meet.
    const from = Math.floor(tasks.length * startOf(project.part?.name ?? ''))
    const order = [...tasks.slice(from), ...tasks.slice(0, from)]
    await doUnderLeases(project, order, leases, open, begin)
    if (own === 0) await pause()
  }
}

/** Does those of the tasks that no other process holds or has done. */
export async function doUnderLeases(
  project: Project,
  tasks: readonly Task[],
  leases: Leases,
  open: OpenPerformers,
  onBegin: () => void,
): Promise<void> {
  const byJob = new Map<Job, Task>(tasks.map(task => [task.job, task]))
  await segmentAll(project, [...byJob.keys()], async (limited, count) =>
    (await open(limited, count)).map(performer => underLease(limited, performer, leases, byJob, onBegin)),
  )
}

/** Skips a task that another process holds or has done. */
function underLease(
  project: Project,
  performer: JobPerformer,
  leases: Leases,
  tasks: ReadonlyMap<Job, Task>,
  onBegin: () => void,
): JobPerformer {
  return {
    ...performer,
    perform: async (job, onMessage) => {
      if (job.kind !== 'segment') return performer.perform(job, onMessage)
      const task = tasks.get(job)!
      const lease = await leases.take(task.name)
      if (lease === undefined) return { failed: [] }
      if (await isTaskSettled(project, task)) {
        await lease.release()
        return { failed: [] }
      }
      if (lease.generation > tries) {
        const failed = await failTask(project, task, `each of ${tries} processes ended over it.`)
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
