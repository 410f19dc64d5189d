/** Does tasks with several performers at a time, in the order of a plan if possible. */

/** A task, and the tasks that depend on it. */
export interface PlannedTask<Task> {
  readonly task: Task
  readonly after: readonly PlannedTask<Task>[]
}

/** Does one task at a time. */
export interface Performer<Task, Outcome, Message> {
  /** `onMessage` receives the messages of the task. Throws the errors of the task. */
  readonly perform: (task: Task, onMessage: (message: Message) => void) => Promise<Outcome>
  readonly close: () => Promise<void>
}

export interface ScheduleHooks<Task, Outcome, Message> {
  readonly onMessage: (task: Task, message: Message) => void
  readonly onOutcome: (task: Task, outcome: Outcome) => void
  /** Called if a task fails. Its dependent tasks are not done. If this throws, the schedule ends. */
  readonly onFailure: (planned: PlannedTask<Task>, error: unknown) => void
}

/**
 * Does all tasks, as many at a time as there are performers. Ends early, when what has begun has ended, once the signal
 * is raised.
 */
export async function performAll<Task, Outcome, Message>(
  plan: readonly PlannedTask<Task>[],
  performers: readonly Performer<Task, Outcome, Message>[],
  signal: AbortSignal,
  hooks: ScheduleHooks<Task, Outcome, Message>,
): Promise<void> {
  const ready = [...plan]
  let running = 0
  let isOver = false
  const idle: (() => void)[] = []
  const wakeAll = (): void => {
    for (const wake of idle.splice(0)) wake()
  }
  const work = async ({ perform }: Performer<Task, Outcome, Message>): Promise<void> => {
    while (!signal.aborted && !isOver) {
      const next = ready.shift()
      if (next === undefined) {
        if (running === 0) return
        await new Promise<void>(resolve => idle.push(resolve))
        continue
      }
      running++
      try {
        const outcome = await perform(next.task, message => hooks.onMessage(next.task, message)).catch(error => {
          if (!signal.aborted) hooks.onFailure(next, error)
          return undefined
        })
        if (outcome !== undefined) {
          hooks.onOutcome(next.task, outcome)
          ready.push(...next.after)
        }
      } catch (error) {
        isOver = true
        throw error
      } finally {
        running--
        wakeAll()
      }
    }
  }
  const ended = await Promise.allSettled(performers.map(work))
  for (const result of ended) if (result.status === 'rejected') throw result.reason
}
