import type { Remedies, RemedyAction } from './remedies.ts'

/** The kind of an error, as a word that a program can branch on. */
export type ErrorCode =
  | 'InvalidOption' // a setting outside its range, or one that does not exist
  | 'InvalidImage' // pixels that cannot be segmented: no area, all NaN, wrong channel count
  | 'InvalidArgument' // arrays whose lengths or shapes do not fit together
  | 'Unreadable' // a file whose content contradicts its name, or that is truncated or cannot be opened
  | 'Unwritable' // an output that cannot be written
  | 'Busy' // an output that another process is writing
  | 'Mismatch' // two things that do not belong together: a mask of another size, a model of another run
  | 'NothingToDo' // no images where images were expected
  | 'Diverged' // training produced NaN or ran away
  | 'Cancelled' // the caller asked to stop
  | 'Unsupported' // valid, but not something this build can do

/**
 * The one error type of the project. `message` states the problem and the value; `remedy`, if present, states what to
 * do about it. `action` is a code for what to do if every shell words it differently; `tellRemedies` joins the two.
 */
export class CutsError extends Error {
  override readonly name = 'CutsError'
  readonly code: ErrorCode
  readonly remedy: string | undefined
  readonly action: RemedyAction | undefined

  constructor(code: ErrorCode, message: string, options: Remedies & { readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.remedy = options.remedy
    this.action = options.action
  }
}

/** Narrows an unknown thrown value to a {@link CutsError}, of one code if given. */
export function isCutsError(error: unknown, code?: ErrorCode): error is CutsError {
  return error instanceof CutsError && (code === undefined || error.code === code)
}

/** Throws when two lengths that must agree do not; `what` names the argument in the message. */
export function expectLength(what: string, actual: number, expected: number): void {
  if (actual !== expected)
    throw new CutsError('InvalidArgument', `${what} must hold ${expected} values. Got ${actual}.`)
}
