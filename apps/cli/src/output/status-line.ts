/** Lines on standard error: on a terminal one of them is rewritten in place, elsewhere it is written now and then. */
import type { Io } from '../io.ts'

/** Between two progress lines where the line cannot be rewritten, and between two rewrites. */
const quietMs = 10_000
const rewriteMs = 100

export interface StatusLine {
  /** A line that stays. */
  readonly line: (text: string) => void
  /** How far things are: the parts that are not empty, side by side. The last one is shown whenever it comes. */
  readonly update: (parts: readonly string[], last: boolean) => void
  /** The next update is shown, however soon it comes. */
  readonly hurry: () => void
  /** Takes away the line that is being rewritten, if there is one. */
  readonly end: () => void
}

export function createStatusLine(io: Io): StatusLine {
  let transient = false
  let lastShown = Number.NEGATIVE_INFINITY

  const end = (): void => {
    if (transient) io.err('\r\x1b[2K')
    transient = false
  }
  return {
    end,
    line: text => {
      end()
      io.err(`${text}\n`)
    },
    hurry: () => {
      lastShown = Number.NEGATIVE_INFINITY
    },
    update: (parts, last) => {
      const text = parts.filter(part => part !== '').join('  ')
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
