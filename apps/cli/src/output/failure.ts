/** Fatal errors: two lines for the user, an object for a program, an exit code for the shell. */
import { isCutsError, remediesOf } from '@cuts/core'
import type { Io } from '../io.ts'
import { red } from './emphasis.ts'
import { exitCodes } from './exit-codes.ts'
import { printable } from './printable.ts'
import { wordRemedies } from './remedies.ts'

/** Prints the error and its remedy, and returns the exit code. Prints the stack only with CUTS_DEBUG. */
export function reportFailure(io: Io, error: unknown, json: boolean): number {
  const known = isCutsError(error)
  const code = known ? error.code : 'Internal'
  const message = known ? error.message : `internal error: ${error instanceof Error ? error.message : String(error)}`
  const remedy = known
    ? wordRemedies(error)
    : 'This is a bug in cuts, not in your data. Run again with CUTS_DEBUG=1 to see where, and report it.'
  const action = known ? error.action : undefined
  if (json) io.out(`${JSON.stringify({ type: 'error', code, message, ...remediesOf({ remedy, action }) })}\n`)
  io.err(`${red(io, printable(`cuts: ${message}`))}\n`)
  if (remedy !== undefined) io.err(`${printable(remedy)}\n`)
  if (io.debug && error instanceof Error) io.err(`${printable(formatStack(error))}\n`)
  return isCutsError(error, 'Cancelled') ? exitCodes.interrupted : exitCodes.fatal
}

function formatStack(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by: ${formatStack(error.cause)}` : ''
  return `${error.stack ?? error.message}${cause}`
}
