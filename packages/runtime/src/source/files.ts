/** The files that images are read from: on a disk, dropped on a page, or in memory. */
import { CutsError } from '@cuts/core'

export interface FileEntry {
  readonly name: string
  readonly kind: FileKind
}

/** Reading something special, that is a pipe, a device or a socket, may wait forever or never end. It is never read. */
export type FileKind = 'file' | 'folder' | 'special'

/** Tells whether a file has changed since it was read. */
export interface FileStamp {
  readonly bytes: number
  /** When it was last changed, in milliseconds since 1970. */
  readonly modified: number
}

/**
 * Files by path, with `/` between the parts. Paths are text, so that an inventory of images can be stored and a job can
 * be sent to another process.
 */
export interface SourceFiles {
  /** The most memory that an image may take, in bytes. An image that would take more is refused by its header. */
  readonly mostBytes?: number | undefined
  /**
   * Returns the kind of entry at `path`, or undefined if there is none. Throws `Unreadable`.
   */
  kindOf(path: string): Promise<FileKind | undefined>
  /**
   * Returns the entries of a folder. Links are followed. Throws `Unreadable`.
   */
  list(folder: string): Promise<readonly FileEntry[]>
  /** Returns the first bytes of a file, at most `count`; no bytes if it does not open. */
  head(path: string, count: number): Promise<Uint8Array>
  /** Returns all bytes of a file. Throws `Unreadable`. */
  bytes(path: string): Promise<Uint8Array>
  /** Returns the stamp of a file, or undefined if it does not exist. */
  stamp(path: string): Promise<FileStamp | undefined>
  /** Returns `path` as an absolute path, so that two paths can be compared. */
  absolute(path: string): string
  /** Returns the real folder of `path` with links followed. This detects links back to a parent folder. */
  real(path: string): Promise<string>
}

/** The same files with a limit of memory in GB; with their own if it is undefined. */
export function filesWithin(files: SourceFiles, maxMemory: number | undefined): SourceFiles {
  return maxMemory === undefined ? files : { ...files, mostBytes: maxMemory * 1e9 }
}

/** The error for something special in the place of a file. */
export function notAFile(path: string): CutsError {
  return new CutsError('Unreadable', `${path} is a pipe, a device or a socket, and not a file.`, {
    remedy: 'Leave it out, or copy its content to a file.',
  })
}
