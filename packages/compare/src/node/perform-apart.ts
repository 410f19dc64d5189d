/** Does tasks of a comparison in separate processes. */
import { forkPerformer } from '@cuts/runtime/node'
import type { TaskPerformer } from './perform.ts'
import type { Setup } from './setup.ts'

export function performApart(setup: Setup, signal: AbortSignal): TaskPerformer {
  return forkPerformer(new URL('./worker.js', import.meta.url), setup, signal)
}
