/** Errors of a browser's private file system, in words. */
import { CutsError } from '@cuts/core'
import { isNamed } from './file-tree.ts'

/** The error for a file that the browser does not write. */
export function unwritable(path: string, cause: unknown): CutsError {
  if (isNamed(cause, 'QuotaExceededError'))
    return new CutsError('Unwritable', `${path} could not be written: the browser grants this page no more space.`, {
      remedy: 'Delete results that are no longer needed, or free space on the disk: what was finished is kept.',
      cause,
    })
  const why = isNamed(cause, 'TypeMismatchError')
    ? 'a file stands where a folder is needed'
    : isNamed(cause, 'InvalidModificationError')
      ? 'a folder stands there'
      : isNamed(cause, 'NotFoundError')
        ? "the page's stored files were deleted"
        : (cause as Error).message
  return new CutsError('Unwritable', `${path} could not be written: ${why}.`, {
    remedy: 'Give it another name, or delete what stands there; if the files were deleted, load the page again.',
    cause,
  })
}

/** The error for a file that the browser does not read. */
export function unreadable(path: string, cause: unknown): CutsError {
  return new CutsError('Unreadable', `${path} does not open: ${(cause as Error).message}.`, {
    remedy: 'Load the page again.',
    cause,
  })
}

/** The error for a page that cannot keep files. */
export function noPrivateFiles(cause?: unknown): CutsError {
  return new CutsError('Unsupported', 'This browser lets the page keep no files.', {
    remedy: 'Open it over https or from localhost, outside of private windows, in a browser of 2025 or later.',
    cause,
  })
}
