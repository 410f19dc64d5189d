/** The files that images are read from, wherever they are: on a disk, dropped on a page, in memory. */

export interface FileEntry {
  readonly name: string
  readonly kind: 'file' | 'folder'
}

/** What tells whether a file is still the one that was read. */
export interface FileStamp {
  readonly bytes: number
  /** When it was last changed, in milliseconds since 1970. */
  readonly modified: number
}

/**
 * Files by their paths, with `/` between the parts of a path. Paths are text, so that an inventory of images can be kept and
 * a job sent to another process.
 */
export interface SourceFiles {
  /** Returns what stands at `path`, or undefined if there is nothing. Pipes, devices and sockets count as nothing. Throws `Unreadable`. */
  kindOf(path: string): Promise<'file' | 'folder' | undefined>
  /** Returns what a folder holds; links are followed, and what is neither file nor folder is left out. Throws `Unreadable`. */
  list(folder: string): Promise<readonly FileEntry[]>
  /** Returns the first bytes of a file, at most `count`; none if it does not open. */
  head(path: string, count: number): Promise<Uint8Array>
  /** Returns all bytes of a file. Throws `Unreadable`. */
  bytes(path: string): Promise<Uint8Array>
  /** Returns the stamp of a file, or undefined if it is not there. */
  stamp(path: string): Promise<FileStamp | undefined>
  /** Returns `path` from the root on, so that two paths can be compared. */
  absolute(path: string): string
  /** Returns the folder that `path` is, with links followed: a link back to a folder above it ends there. */
  real(path: string): Promise<string>
}
