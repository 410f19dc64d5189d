/** Collects and reports errors of single files; the run continues. */
import { type CutsError, isCutsError } from '@cuts/core'
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
      const { message, remedy }: CutsError = error
      list.push(remedy === undefined ? { path, error: message } : { path, error: message, remedy })
      onEvent({ type: 'failed', file: path, message, ...(remedy === undefined ? {} : { remedy }) })
    },
  }
}
