/** How long the rest will take, from how long such tasks took so far. */
import type { Task } from './setup.ts'

/** Seconds a task is taken to last while none of its method has been done. */
const guesses: { readonly [kind in Task['kind']]: number } = { learn: 40, segment: 0.5 }

export interface Remaining {
  readonly done: (task: Task, seconds: number) => void
  /** Seconds until all of `left` are done, with so many at a time. */
  readonly estimate: (left: Iterable<Task>, jobs: number) => number
}

export function estimateRemaining(): Remaining {
  const seen = new Map<string, { count: number; seconds: number }>()
  const nameOf = ({ method, kind }: Task): string => `${method} ${kind}`
  return {
    done: (task, seconds) => {
      const { count = 0, seconds: before = 0 } = seen.get(nameOf(task)) ?? {}
      seen.set(nameOf(task), { count: count + 1, seconds: before + seconds })
    },
    estimate: (left, jobs) => {
      let total = 0
      for (const task of left) {
        const known = seen.get(nameOf(task))
        total += known === undefined ? guesses[task.kind] : known.seconds / known.count
      }
      return total / jobs
    },
  }
}
