/** Collects failures and reports each as an event; the run continues. */
import { isCutsError, remediesOf } from '@cuts/core'
import type { OnEvent } from '../events.ts'
import type { FailedImage } from '../results/summary.ts'

export interface Failures {
  readonly list: readonly FailedImage[]
  /** Records that `path` failed with `error`. Any error other than a CutsError is a bug and is thrown again. */
  add(path: string, error: unknown): void
}

export function collectFailures(onEvent: OnEvent): Failures {
  const list: FailedImage[] = []
  return {
    list,
    add: (path, error) => {
      if (!isCutsError(error)) throw error
      const { message } = error
      list.push({ path, error: message, ...remediesOf(error) })
      onEvent({ type: 'failed', file: path, message, ...remediesOf(error) })
    },
  }
}
