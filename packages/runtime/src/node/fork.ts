/** Does tasks in separate processes, so that several run side by side and a crash loses only one task. */
import { type ChildProcess, fork } from 'node:child_process'
import { CutsError, type ErrorCode, isCutsError, type Remedies, remediesOf } from '@cuts/core'
import { LostProcess } from '../run/run-project.ts'
import type { Performer } from '../run/schedule.ts'

type ToChild<Setup, Task> =
  | { readonly type: 'setup'; readonly setup: Setup }
  | { readonly type: 'task'; readonly task: Task }
  | { readonly type: 'stop' }

type FromChild<Outcome, Message> =
  | { readonly type: 'message'; readonly message: Message }
  | { readonly type: 'outcome'; readonly outcome: Outcome }
  /** Without a code it is a fault of ours. */
  | ({ readonly type: 'error' } & SentError)

interface SentError extends Remedies {
  readonly code?: ErrorCode
  readonly message: string
}

/**
 * Returns a performer in a process that runs `module`, which calls {@link serveTasks}. The process starts with the
 * first task. If it ends, the current task is rejected with `LostProcess`, and the next task starts it again.
 */
export function forkPerformer<Setup, Task, Outcome, Message>(
  module: URL,
  setup: Setup,
  signal: AbortSignal | undefined,
): Performer<Task, Outcome, Message> {
  interface Waiting {
    readonly onMessage: (message: Message) => void
    readonly resolve: (outcome: Outcome) => void
    readonly reject: (error: Error) => void
  }
  let child: ChildProcess | undefined
  let waiting: Waiting | undefined
  const settle = (how: (waiting: Waiting) => void): void => {
    const settled = waiting
    waiting = undefined
    if (settled !== undefined) how(settled)
  }
  const tell = (message: ToChild<Setup, Task>): void => void child?.send(message)
  const start = (): void => {
    const started = fork(installed(module), { serialization: 'advanced', execArgv: [] })
    child = started
    started.on('message', (message: FromChild<Outcome, Message>) => {
      if (message.type === 'message') waiting?.onMessage(message.message)
      else if (message.type === 'outcome') settle(({ resolve }) => resolve(message.outcome))
      else settle(({ reject }) => reject(errorOf(message)))
    })
    started.on('exit', (code, ended) => {
      if (child === started) child = undefined
      settle(({ reject }) => reject(new LostProcess(`its process ended (${ended ?? `exit code ${code}`}).`)))
    })
    tell({ type: 'setup', setup })
  }
  const stop = (): void => tell({ type: 'stop' })
  signal?.addEventListener('abort', stop)
  return {
    perform: (task, onMessage) =>
      new Promise((resolve, reject) => {
        waiting = { onMessage, resolve, reject }
        if (child === undefined) start()
        tell({ type: 'task', task })
      }),
    close: async () => {
      signal?.removeEventListener('abort', stop)
      child?.disconnect()
    },
  }
}

/** A TypeScript module, read as source during development, runs in its built form. */
function installed(module: URL): URL {
  return new URL(module.href.replace(/\/src\/(?=(?:[^/]+\/)*[^/]+\.js$)/, '/dist/'))
}

function errorOf({ code, message, remedy, action }: SentError): Error {
  return code === undefined ? new Error(message) : new CutsError(code, message, { remedy, action })
}

/** Answers the process that forked this one. `open` is called once, with the setup. */
export function serveTasks<Setup, Task, Outcome, Message>(
  open: (
    setup: Setup,
    signal: AbortSignal,
  ) => Performer<Task, Outcome, Message> | Promise<Performer<Task, Outcome, Message>>,
): void {
  const controller = new AbortController()
  let performer: Promise<Performer<Task, Outcome, Message>> | undefined
  const say = (message: FromChild<Outcome, Message>): void => void process.send?.(message)
  // Ctrl-C and the end of a terminal reach every process of it. The process that the user started decides when to stop.
  process.on('SIGINT', () => {}).on('SIGHUP', () => {})
  process.on('disconnect', () => process.exit())
  process.on('message', async (message: ToChild<Setup, Task>) => {
    if (message.type === 'setup') {
      performer = Promise.resolve(open(message.setup, controller.signal))
      // A failure is reported with the first task.
      performer.catch(() => {})
    } else if (message.type === 'stop') controller.abort()
    else
      try {
        const { perform } = await performer!
        say({ type: 'outcome', outcome: await perform(message.task, part => say({ type: 'message', message: part })) })
      } catch (error) {
        say(
          isCutsError(error)
            ? { type: 'error', code: error.code, message: error.message, ...remediesOf(error) }
            : { type: 'error', message: error instanceof Error ? (error.stack ?? error.message) : String(error) },
        )
      }
  })
}
