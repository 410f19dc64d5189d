/** Messages for errors of the file system. */
import { CutsError } from '@cuts/core'

function codeOf(cause: unknown): string | undefined {
  return (cause as { readonly code?: string }).code
}

/** Returns whether the error means that there is no such file. */
export function isMissing(cause: unknown): boolean {
  return codeOf(cause) === 'ENOENT'
}

/** Returns the error for a path that cannot be written. */
export function unwritable(path: string, cause: unknown): CutsError {
  const code = codeOf(cause)
  if (code === 'ENOSPC')
    return new CutsError('Unwritable', `${path} could not be written: the disk is full.`, {
      remedy: 'Free some space.',
      action: { do: 'resume' },
      cause,
    })
  const why =
    code === 'EROFS'
      ? 'the file system is read-only'
      : code === 'EACCES' || code === 'EPERM'
        ? 'you may not write there'
        : code === 'ENOTDIR' || code === 'EEXIST'
          ? 'a file stands where a folder is needed'
          : code === 'ENAMETOOLONG'
            ? 'the name is too long for this file system'
            : (cause as Error).message
  return new CutsError('Unwritable', `${path} could not be written: ${why}.`, {
    action: { do: 'choose output', that: 'is writable' },
    cause,
  })
}

/** Returns the error for a path that does not open. */
export function unreadable(
  path: string,
  cause: unknown,
  remedy = 'Check that the path is right and that you may read it.',
): CutsError {
  const code = codeOf(cause)
  const why =
    code === 'ENOENT'
      ? 'there is no such file or folder'
      : code === 'EACCES'
        ? 'you may not read it'
        : code === 'EISDIR'
          ? 'it is a folder'
          : (cause as Error).message
  return new CutsError('Unreadable', `${path} does not open: ${why}.`, { remedy, cause })
}

/** Returns the error for a file that stands where a run would write its own. */
export function notOurs(path: string): CutsError {
  return new CutsError('Unwritable', `${path} was not written by a run.`, {
    remedy: 'Move it away.',
    action: { do: 'choose output', that: 'is free', or: true },
  })
}
