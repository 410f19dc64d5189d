/** Does tasks in a process of its own, so that several run side by side. */
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { CutsError, type ErrorCode } from '@cuts/core'
import type { OnTaskProgress, Outcome, Performer } from './perform.ts'
import type { Setup, Task } from './setup.ts'

export type ToWorker =
  | { readonly type: 'setup'; readonly setup: Setup }
  | { readonly type: 'task'; readonly task: Task }
  | { readonly type: 'stop' }

export type FromWorker =
  | { readonly type: 'progress'; readonly done: number; readonly total: number }
  | { readonly type: 'outcome'; readonly outcome: Outcome }
  /** Without a code it is a fault of ours. */
  | {
      readonly type: 'error'
      readonly code?: ErrorCode
      readonly message: string
      readonly remedy?: string | undefined
    }

interface Waiting {
  readonly onProgress: OnTaskProgress
  readonly resolve: (outcome: Outcome) => void
  readonly reject: (error: Error) => void
}

export function performApart(setup: Setup, signal: AbortSignal): Performer {
  const child = fork(fileURLToPath(new URL('./worker.js', import.meta.url)), { serialization: 'advanced' })
  const tell = (message: ToWorker): void => void child.send(message)
  let waiting: Waiting | undefined
  const settle = (how: (waiting: Waiting) => void): void => {
    const settled = waiting
    waiting = undefined
    if (settled !== undefined) how(settled)
  }
  child.on('message', (message: FromWorker) => {
    if (message.type === 'progress') waiting?.onProgress(message.done, message.total)
    else if (message.type === 'outcome') settle(({ resolve }) => resolve(message.outcome))
    else settle(({ reject }) => reject(errorOf(message)))
  })
  child.on('exit', (code, ended) =>
    settle(({ reject }) => reject(new Error(`a worker process ended (${ended ?? `exit code ${code}`}).`))),
  )
  const stop = (): void => tell({ type: 'stop' })
  signal.addEventListener('abort', stop)
  tell({ type: 'setup', setup })
  return {
    perform: (task, onProgress) =>
      new Promise((resolve, reject) => {
        waiting = { onProgress, resolve, reject }
        tell({ type: 'task', task })
      }),
    close: async () => {
      signal.removeEventListener('abort', stop)
      child.disconnect()
    },
  }
}

function errorOf({ code, message, remedy }: FromWorker & { readonly type: 'error' }): Error {
  return code === undefined ? new Error(message) : new CutsError(code, message, remedy === undefined ? {} : { remedy })
}
