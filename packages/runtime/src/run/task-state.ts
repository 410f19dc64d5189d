/** What became of the tasks of a run that another process prepared, for those who only watch over the work. */
import { CutsError } from '@cuts/core'
import type { SourceFiles } from '../source/files.ts'
import type { Store } from '../store/store.ts'
import type { JobSetup } from './job-setup.ts'
import type { Job } from './plan.ts'
import { reopenProject } from './project.ts'
import { failTask, isTaskSettled, type Task, taskRounds } from './tasks.ts'
import { readUnit, writeUnit } from './unit-file.ts'

export interface TaskState {
  /** The job that does a task. */
  jobOf(task: string): Job
  /** Whether it is finished, or has failed for good. */
  isSettled(task: string): Promise<boolean>
  /** Records that the process that did the task ended: it is tried again. */
  lose(task: string, reason: string): Promise<void>
  /** Records that the task is given up. The reason of the last loss takes the place of `reason`. */
  fail(task: string, reason: string): Promise<void>
  /** Images that are done with the task, and those of them that failed. */
  count(task: string): Promise<{ readonly images: number; readonly failed: number }>
}

/** Throws `Unreadable` if the store holds no inventory, and `InvalidArgument` for a task that the run does not have. */
export async function reopenTasks({
  options,
  settings,
  part,
  model,
  files,
  store,
}: Pick<JobSetup, 'options' | 'settings' | 'part' | 'model'> & {
  readonly files: SourceFiles
  readonly store: Store
}): Promise<TaskState> {
  const project = await reopenProject({
    options,
    settings,
    part,
    files,
    store,
    model: model === undefined ? undefined : await files.bytes(model),
    engine: async () => ({}) as never,
    signal: undefined,
    onEvent: () => {},
  })
  const tasks = new Map(taskRounds(project).flatMap(round => round.map(task => [task.name, task] as const)))
  const named = (name: string): Task => {
    const task = tasks.get(name)
    if (task === undefined) throw new CutsError('InvalidArgument', `the run has no task ${name}.`)
    return task
  }
  return {
    jobOf: name => named(name).job,
    isSettled: name => isTaskSettled(project, named(name)),
    lose: async (name, reason) => {
      const { job, unit, indices } = named(name)
      if (job.step !== undefined) return
      const failed = indices.map(index => {
        const { path } = project.dataset.images[index]!
        return { path, error: `${path} could not be segmented: ${reason}` }
      })
      await writeUnit(project, unit.id, failed, { isLost: true })
    },
    fail: async (name, reason) => {
      const { job, unit } = named(name)
      const lost = job.step === undefined ? await readUnit(project, unit.id) : undefined
      if (lost === undefined || lost.failed.length === 0) await failTask(project, named(name), reason)
      else await writeUnit(project, unit.id, lost.failed)
    },
    count: async name => {
      const { job, unit, indices } = named(name)
      if (job.step === undefined)
        return { images: indices.length, failed: (await readUnit(project, unit.id))?.failed.length ?? 0 }
      return { images: job.step === 'paint' ? indices.length : 0, failed: 0 }
    },
  }
}
