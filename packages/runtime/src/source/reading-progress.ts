/** Reports the progress of reading if it takes long, and stops it where that is asked for. */
import { CutsError } from '@cuts/core'
import type { OnEvent } from '../events.ts'

/** Longer than people wait without a word. */
const patienceMs = 1000

/** Call the result for each file that is read. It throws `Cancelled` if the signal is raised. */
export function createReadingProgress(total: number, onEvent: OnEvent, signal?: AbortSignal): (id: string) => void {
  const started = performance.now()
  let done = 0
  return id => {
    done++
    if (signal?.aborted) throw new CutsError('Cancelled', `reading was stopped after ${done - 1} of ${total} files.`)
    const elapsed = performance.now() - started
    if (elapsed > patienceMs)
      onEvent({ type: 'read', id, done, total, etaSeconds: (elapsed / 1000 / done) * (total - done) })
  }
}
