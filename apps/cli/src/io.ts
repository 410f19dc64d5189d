import { writeSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { exitCodes } from './output/exit-codes.ts'

/** Environment variables. */
export type Environment = { readonly [name: string]: string | undefined }

/** The parts of the process that the command line uses. Tests replace them. */
export interface Io {
  /** Results: standard output. */
  readonly out: (text: string) => void
  /** Progress, notices and errors: standard error. */
  readonly err: (text: string) => void
  /** Whether standard error is a terminal on which a line can be rewritten in place. */
  readonly rewritable: boolean
  /** Whether escape codes may be used for emphasis on standard error. */
  readonly colour: boolean
  /** Width of the terminal in characters. */
  readonly columns: () => number
  /** Returns milliseconds of a clock that never goes backwards. */
  readonly now: () => number
  /** Whether to show stack traces (CUTS_DEBUG). */
  readonly debug: boolean
  readonly environment: Environment
  /** Returns all of standard input. */
  readonly readInput: () => Promise<string>
  /** Calls back on Ctrl-C, on a request to terminate, and when nobody reads the output any more. Returns the function that stops listening. */
  readonly onInterrupt: (listener: () => void) => () => void
  /** Ends the process immediately. */
  readonly exit: (code: number) => void
}

/** What writing fails with where the reader is gone: a closed pipe, a closed terminal. */
const readerLeft = ['EPIPE', 'ECONNRESET', 'EIO']

/** The real process. NO_COLOR (any value except the empty one) and TERM=dumb turn emphasis off. */
export function processIo(): Io {
  const { env, stdout, stderr } = process
  const leaveListeners = new Set<() => void>()
  const cannotWrite = (error: NodeJS.ErrnoException): void => {
    if (!readerLeft.includes(error.code ?? '')) endUnwritable(error)
    // Nobody reads on (`cuts presets | head`): what runs stops as it does on Ctrl-C, so that it can be resumed and does not
    // pass for finished; what has nothing to stop ends without a word.
    for (const leave of leaveListeners) leave()
  }
  for (const stream of [stdout, stderr]) if (stream.listenerCount('error') === 0) stream.on('error', cannotWrite)
  const rewritable = stderr.isTTY === true && env.TERM !== 'dumb'
  return {
    out: words => void stdout.write(words),
    err: words => void stderr.write(words),
    rewritable,
    colour: rewritable && (env.NO_COLOR ?? '') === '',
    columns: () => stderr.columns ?? 80,
    now: () => performance.now(),
    debug: (env.CUTS_DEBUG ?? '') !== '',
    environment: env,
    readInput: () => text(process.stdin),
    onInterrupt: listener => {
      let isTold = false
      const stop = (): void => {
        process.off('SIGINT', tell).off('SIGTERM', tell).off('SIGHUP', leave)
        leaveListeners.delete(leave)
      }
      const tell = (): void => {
        isTold = true
        // The next one is for the system, which ends the process whatever it is doing: a computation that does not return,
        // or a file that never opens and would hold up an orderly exit.
        for (const signal of ['SIGINT', 'SIGTERM'] as const) process.removeAllListeners(signal)
        listener()
      }
      // A terminal that is closed sends a signal, and then nothing can be written: that is one reason to stop, not two.
      const leave = (): void => {
        if (!isTold) tell()
      }
      process.on('SIGINT', tell).on('SIGTERM', tell).on('SIGHUP', leave)
      leaveListeners.add(leave)
      return stop
    },
    exit: code => process.exit(code),
  }
}

/** Standard output or standard error is a file on a disk that is full, say. */
function endUnwritable(error: Error): never {
  try {
    writeSync(2, `cuts: the output could not be written: ${error.message}\n`)
  } catch {
    // Nothing is left to say it on; the exit code does.
  }
  process.exit(exitCodes.fatal)
}
