/** Does tasks in a process of its own, so that several run side by side. */
import { type ChildProcess, fork } from 'node:child_process'
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

/** The process starts with the first task, and anew after one that ended it: a task that fills the memory costs itself alone. */
export function performApart(setup: Setup, signal: AbortSignal): Performer {
  let child: ChildProcess | undefined
  let waiting: Waiting | undefined
  const settle = (how: (waiting: Waiting) => void): void => {
    const settled = waiting
    waiting = undefined
    if (settled !== undefined) how(settled)
  }
  const tell = (message: ToWorker): void => void child?.send(message)
  const start = (): void => {
    const started = fork(fileURLToPath(new URL('./worker.js', import.meta.url)), { serialization: 'advanced' })
    child = started
    started.on('message', (message: FromWorker) => {
      if (message.type === 'progress') waiting?.onProgress(message.done, message.total)
      else if (message.type === 'outcome') settle(({ resolve }) => resolve(message.outcome))
      else settle(({ reject }) => reject(errorOf(message)))
    })
    started.on('exit', (code, ended) => {
      if (child === started) child = undefined
      settle(({ reject }) => reject(new Error(`its process ended (${ended ?? `exit code ${code}`}).`)))
    })
    tell({ type: 'setup', setup })
  }
  const stop = (): void => tell({ type: 'stop' })
  signal.addEventListener('abort', stop)
  return {
    perform: (task, onProgress) =>
      new Promise((resolve, reject) => {
        waiting = { onProgress, resolve, reject }
        if (child === undefined) start()
        tell({ type: 'task', task })
      }),
    close: async () => {
      signal.removeEventListener('abort', stop)
      child?.disconnect()
    },
  }
}

function errorOf({ code, message, remedy }: FromWorker & { readonly type: 'error' }): Error {
  return code === undefined ? new Error(message) : new CutsError(code, message, remedy === undefined ? {} : { remedy })
}
