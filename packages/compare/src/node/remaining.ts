/** Estimates the remaining time from the time that similar tasks took. */
import type { Task } from './setup.ts'

/** Assumed seconds of a task if no task of its method has finished. */
const guesses: { readonly [kind in Task['kind']]: number } = { learn: 40, segment: 0.5 }

export interface Remaining {
  /** Share of the task done so far, and the seconds it took. */
  readonly underWay: (task: Task, share: number, seconds: number) => void
  readonly done: (task: Task, seconds: number) => void
  /** Returns the seconds until all tasks in `left` are done, with this many at a time. */
  readonly estimate: (left: Iterable<Task>, jobs: number) => number
}

export function estimateRemaining(): Remaining {
  const seen = new Map<string, { count: number; seconds: number }>()
  /** Seconds left of tasks that have begun. */
  const begun = new Map<Task, number>()
  const nameOf = ({ method, kind }: Task): string => `${method} ${kind}`
  return {
    underWay: (task, share, seconds) => {
      if (share > 0) begun.set(task, (seconds / share) * (1 - share))
    },
    done: (task, seconds) => {
      begun.delete(task)
      const { count = 0, seconds: before = 0 } = seen.get(nameOf(task)) ?? {}
      seen.set(nameOf(task), { count: count + 1, seconds: before + seconds })
    },
    estimate: (left, jobs) => {
      let total = 0
      for (const task of left) {
        const known = seen.get(nameOf(task))
        total += begun.get(task) ?? (known === undefined ? guesses[task.kind] : known.seconds / known.count)
      }
      return total / jobs
    },
  }
}
