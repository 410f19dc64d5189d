/** Does tasks at the other end of a channel, such as a process, so that a crash there loses only one task. */
import { CutsError, type ErrorCode, isCutsError, type Remedies, remediesOf } from '@cuts/core'
import { LostProcess } from './run-project.ts'
import type { Performer } from './schedule.ts'

export type ToPerformer<Setup, Task> =
  | { readonly type: 'setup'; readonly setup: Setup }
  | { readonly type: 'task'; readonly task: Task }
  | { readonly type: 'stop' }

export type FromPerformer<Outcome, Message> =
  | { readonly type: 'message'; readonly message: Message }
  | { readonly type: 'outcome'; readonly outcome: Outcome }
  /** Without a code it is a fault of ours. */
  | ({ readonly type: 'error' } & SentError)

interface SentError extends Remedies {
  readonly code?: ErrorCode
  readonly message: string
}

/** The way to another performer. Messages are cloned. */
export interface Channel<Sent> {
  send(message: Sent): void
  close(): void
}

/**
 * Returns a performer that opens a channel with the first task. `onEnd` is called with the reason if the other end is
 * gone: the current task is then rejected with `LostProcess`, and the next task opens a channel again.
 */
export function remotePerformer<Setup, Task, Outcome, Message>(
  open: (
    onMessage: (message: FromPerformer<Outcome, Message>) => void,
    onEnd: (why: string) => void,
  ) => Channel<ToPerformer<Setup, Task>>,
  setup: Setup,
  signal: AbortSignal | undefined,
): Performer<Task, Outcome, Message> {
  interface Waiting {
    readonly onMessage: (message: Message) => void
    readonly resolve: (outcome: Outcome) => void
    readonly reject: (error: Error) => void
  }
  let channel: Channel<ToPerformer<Setup, Task>> | undefined
  let waiting: Waiting | undefined
  const settle = (how: (waiting: Waiting) => void): void => {
    const settled = waiting
    waiting = undefined
    if (settled !== undefined) how(settled)
  }
  const hear = (message: FromPerformer<Outcome, Message>): void => {
    if (message.type === 'message') waiting?.onMessage(message.message)
    else if (message.type === 'outcome') settle(({ resolve }) => resolve(message.outcome))
    else settle(({ reject }) => reject(errorOf(message)))
  }
  const start = (): void => {
    const opened = open(hear, why => {
      if (channel === opened) channel = undefined
      settle(({ reject }) => reject(new LostProcess(why)))
    })
    channel = opened
    opened.send({ type: 'setup', setup })
  }
  const stop = (): void => channel?.send({ type: 'stop' })
  signal?.addEventListener('abort', stop)
  return {
    perform: (task, onMessage) =>
      new Promise((resolve, reject) => {
        waiting = { onMessage, resolve, reject }
        if (channel === undefined) start()
        channel?.send({ type: 'task', task })
      }),
    close: async () => {
      signal?.removeEventListener('abort', stop)
      channel?.close()
    },
  }
}

function errorOf({ code, message, remedy, action }: SentError): Error {
  return code === undefined ? new Error(message) : new CutsError(code, message, { remedy, action })
}

/** Opens what does the tasks, with the setup. */
export type OpenPerformer<Setup, Task, Outcome, Message> = (
  setup: Setup,
  signal: AbortSignal,
) => Performer<Task, Outcome, Message> | Promise<Performer<Task, Outcome, Message>>

/** Returns the function that answers messages of a {@link remotePerformer} over `say`. `open` is called once. */
export function answerTasks<Setup, Task, Outcome, Message>(
  open: OpenPerformer<Setup, Task, Outcome, Message>,
  say: (message: FromPerformer<Outcome, Message>) => void,
): (message: ToPerformer<Setup, Task>) => Promise<void> {
  const controller = new AbortController()
  let performer: Promise<Performer<Task, Outcome, Message>> | undefined
  return async message => {
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
  }
}
