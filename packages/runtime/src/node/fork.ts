/** Does tasks in separate processes, so that several run side by side and a crash loses only one task. */
import { type ChildProcess, fork } from 'node:child_process'
import {
  answerTasks,
  type FromPerformer,
  type OpenPerformer,
  remotePerformer,
  type ToPerformer,
} from '../run/remote-performer.ts'
import type { Performer } from '../run/schedule.ts'

/**
 * Returns a performer in a process that runs `module`, which calls {@link serveTasks}. The process starts with the
 * first task. If it ends, the current task is rejected with `LostProcess`, and the next task starts it again.
 */
export function forkPerformer<Setup, Task, Outcome, Message>(
  module: URL,
  setup: Setup,
  signal: AbortSignal | undefined,
  onFork: (child: ChildProcess) => void = () => {},
): Performer<Task, Outcome, Message> {
  return remotePerformer<Setup, Task, Outcome, Message>(
    (onMessage, onEnd) => {
      const child = fork(installed(module), { serialization: 'advanced', execArgv: [] })
      onFork(child)
      child.on('message', (message: FromPerformer<Outcome, Message>) => onMessage(message))
      child.on('exit', (code, ended) => onEnd(`its process ended (${ended ?? `exit code ${code}`}).`))
      return { send: message => void child.send(message), close: () => child.disconnect() }
    },
    setup,
    signal,
  )
}

/** If this code runs as TypeScript source, its module in its built form. Folders above may be called `src` too. */
export function installed(module: URL, here: string = import.meta.url): URL {
  return here.endsWith('.ts') ? new URL(module.href.replace(/\/src\/(?!.*\/src\/)/, '/dist/')) : module
}

/** Answers the process that forked this one. `open` is called once, with the setup. */
export function serveTasks<Setup, Task, Outcome, Message>(open: OpenPerformer<Setup, Task, Outcome, Message>): void {
  const answer = answerTasks(open, message => {
    // The channel of a process that was killed breaks before it closes.
    process.send?.(message, undefined, undefined, () => {})
  })
  // Ctrl-C, the end of a terminal and that of a job's time reach every process. The one that the user started decides when
  // to stop; when it has ended, so does this one.
  for (const signal of ['SIGINT', 'SIGHUP', 'SIGTERM']) process.on(signal, () => {})
  process.on('disconnect', () => process.exit())
  process.on('message', (message: ToPerformer<Setup, Task>) => answer(message))
}

const starter = process.ppid
/** Ends a process whose starter has ended, at once: word of that comes late after a long step, and another run may be at work. */
export const endIfAlone = (): void => void (process.ppid !== starter && process.exit())
