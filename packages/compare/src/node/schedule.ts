/** Which tasks there are, in which order they are done, and how long is left. */
import type { OnTaskProgress, Outcome, Performer } from './perform.ts'
import type { Task } from './setup.ts'

/** A task, and those that can only be done after it. */
export interface PlannedTask {
  readonly task: Task
  readonly after: readonly PlannedTask[]
}

export interface ScheduleHooks {
  readonly onProgress: (task: Task, done: number, total: number) => void
  readonly onOutcome: (task: Task, outcome: Outcome) => void
  /** The tasks after it are not done either. */
  readonly onFailure: (planned: PlannedTask, error: unknown) => void
}

/**
 * Does all tasks, as many at a time as there are performers, in their order as far as that goes. Ends early, when what
 * has begun has ended, once the signal is raised.
 */
export async function performAll(
  plan: readonly PlannedTask[],
  performers: readonly Performer[],
  signal: AbortSignal,
  hooks: ScheduleHooks,
): Promise<void> {
  const ready = [...plan]
  let running = 0
  const idle: (() => void)[] = []

  const work = async ({ perform }: Performer): Promise<void> => {
    while (!signal.aborted) {
      const next = ready.shift()
      if (next === undefined) {
        if (running === 0) return
        await new Promise<void>(resolve => idle.push(resolve))
        continue
      }
      running++
      const onProgress: OnTaskProgress = (done, total) => hooks.onProgress(next.task, done, total)
      try {
        hooks.onOutcome(next.task, await perform(next.task, onProgress))
        ready.push(...next.after)
      } catch (error) {
        if (!signal.aborted) hooks.onFailure(next, error)
      }
      running--
      for (const wake of idle.splice(0)) wake()
    }
  }
  await Promise.all(performers.map(work))
}
