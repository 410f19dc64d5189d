/**
 * Status lines on standard error. On a terminal, one line is rewritten in place; elsewhere, a line is written now and
 * then.
 */
import type { Io } from '../io.ts'
import { printable } from './printable.ts'

/** Milliseconds between two rewrites, and between two progress lines if the line cannot be rewritten. */
const quietMs = 10_000
const rewriteMs = 100

export interface StatusLine {
  /** Writes a line that stays, `emphasised` where that is given. */
  readonly line: (text: string, emphasised?: (text: string) => string) => void
  /** Shows progress: the parts that are not empty, side by side. The last update is always shown. */
  readonly update: (parts: readonly string[], last: boolean) => void
  /** Shows the next update without delay. */
  readonly hurry: () => void
  /** Clears the line that is being rewritten, if there is one. */
  readonly end: () => void
}

/** With `verbose`, everything stays, and each line begins with the time since the first. */
export function createStatusLine(io: Io, verbose = false): StatusLine {
  const started = io.now()
  const since = (): string => (verbose ? `[${((io.now() - started) / 1000).toFixed(1)} s] ` : '')
  let transient = false
  let lastShown = Number.NEGATIVE_INFINITY

  const end = (): void => {
    if (transient) io.err('\r\x1b[2K')
    transient = false
  }
  return {
    end,
    line: (text, emphasised = plain => plain) => {
      end()
      io.err(`${since()}${emphasised(printable(text))}\n`)
    },
    hurry: () => {
      lastShown = Number.NEGATIVE_INFINITY
    },
    update: (parts, last) => {
      const text = printable(parts.filter(part => part !== '').join('  '))
      if (verbose) {
        io.err(`${since()}${text}\n`)
        return
      }
      const now = io.now()
      if (now - lastShown < (io.rewritable ? rewriteMs : quietMs) && !last) return
      lastShown = now
      if (!io.rewritable) {
        io.err(`${text}\n`)
        return
      }
      const width = Math.max(20, io.columns() - 1)
      io.err(`\r\x1b[2K${text.length > width ? `${text.slice(0, width - 1)}…` : text}`)
      transient = true
    },
  }
}
