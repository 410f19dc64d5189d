/** Reports the progress of reading if it takes long. */
import type { OnEvent } from '../events.ts'

/** Longer than people wait without a word. */
const patienceMs = 2000

/** Call the result for each image that is read. */
export function createReadingProgress(total: number, onEvent: OnEvent): (id: string) => void {
  const started = performance.now()
  let done = 0
  return id => {
    done++
    const elapsed = performance.now() - started
    if (elapsed > patienceMs)
      onEvent({ type: 'read', id, done, total, etaSeconds: (elapsed / 1000 / done) * (total - done) })
  }
}
