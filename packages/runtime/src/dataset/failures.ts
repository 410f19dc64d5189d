/** What could not be done, collected and said as it happens; the run goes on. */
import { type CutsError, isCutsError } from '@cuts/core'
import type { OnEvent } from '../events.ts'
import type { FailedImage } from '../results/summary.ts'

export interface Failures {
  readonly list: readonly FailedImage[]
  /** Notes that `path` failed with `error`. Anything but a CutsError is a fault of ours and is thrown on. */
  add(path: string, error: unknown): void
}

export function collectFailures(onEvent: OnEvent): Failures {
  const list: FailedImage[] = []
  return {
    list,
    add: (path, error) => {
      if (!isCutsError(error)) throw error
      const { message, remedy }: CutsError = error
      list.push(remedy === undefined ? { path, error: message } : { path, error: message, remedy })
      onEvent({ type: 'failed', file: path, message, ...(remedy === undefined ? {} : { remedy }) })
    },
  }
}
