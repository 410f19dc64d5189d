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
  /** Calls back on Ctrl-C or a request to terminate. Returns the function that stops listening. */
  readonly onInterrupt: (listener: () => void) => () => void
  /** Ends the process immediately. */
  readonly exit: (code: number) => void
}

/** The real process. NO_COLOR (any value except the empty one) and TERM=dumb turn emphasis off. */
export function processIo(): Io {
  const { env, stdout, stderr } = process
  // A reader that closes early (`cuts presets | head`) is not an error.
  const leaveQuietly = (error: NodeJS.ErrnoException): void => {
    if (error.code === 'EPIPE') process.exit()
    throw error
  }
  for (const stream of [stdout, stderr]) if (stream.listenerCount('error') === 0) stream.on('error', leaveQuietly)
  const rewritable = stderr.isTTY === true && env.TERM !== 'dumb'
  return {
    out: text => void stdout.write(text),
    err: text => void stderr.write(text),
    rewritable,
    colour: rewritable && (env.NO_COLOR ?? '') === '',
    columns: () => stderr.columns ?? 80,
    now: () => performance.now(),
    debug: (env.CUTS_DEBUG ?? '') !== '',
    onInterrupt: listener => {
      process.on('SIGINT', listener)
      process.on('SIGTERM', listener)
      return () => {
        process.off('SIGINT', listener)
        process.off('SIGTERM', listener)
      }
    },
    exit: code => process.exit(code),
  }
}
