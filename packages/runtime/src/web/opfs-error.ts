/** Messages for errors of a browser's private file system. */
import { CutsError } from '@cuts/core'
import { isNamed } from './file-tree.ts'

/** Returns the error for a file that the browser cannot write. */
export function unwritable(path: string, cause: unknown): CutsError {
  if (isNamed(cause, 'QuotaExceededError'))
    return new CutsError('Unwritable', `${path} could not be written: the browser grants this page no more space.`, {
      remedy: 'Delete results that are no longer needed, or free space on the disk.',
      action: { do: 'resume' },
      cause,
    })
  if (isNamed(cause, 'NotFoundError'))
    return new CutsError('Unwritable', `${path} could not be written: the page's stored files were deleted.`, {
      remedy: 'Load the page again.',
      action: { do: 'repeat' },
      cause,
    })
  const blocked = isNamed(cause, 'TypeMismatchError')
    ? 'a file stands where a folder is needed'
    : isNamed(cause, 'InvalidModificationError')
      ? 'a folder stands there'
      : undefined
  return new CutsError('Unwritable', `${path} could not be written: ${blocked ?? (cause as Error).message}.`, {
    ...(blocked === undefined
      ? { action: { do: 'choose output' } }
      : { remedy: 'Delete what stands there.', action: { do: 'choose output', or: true } }),
    cause,
  })
}

/** Returns the error for a file that the browser cannot read. */
export function unreadable(path: string, cause: unknown): CutsError {
  return new CutsError('Unreadable', `${path} does not open: ${(cause as Error).message}.`, {
    remedy: 'Load the page again.',
    action: { do: 'repeat' },
    cause,
  })
}

/** Returns the error for a page that cannot keep files. */
export function noPrivateFiles(cause?: unknown): CutsError {
  return new CutsError('Unsupported', 'This browser does not let the page keep files.', {
    remedy: 'Open it over https or from localhost, not in a private window, in a browser of 2025 or later.',
    cause,
  })
}
