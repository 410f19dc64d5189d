/** Storage for results: named bytes in a folder, in memory, or in a browser's private file system. */

export interface StoreEntry {
  readonly key: string
  readonly bytes: number
}

/** Keys are paths with `/` between their parts. A key never begins or ends with `/` and has no part `.` or `..`. */
export interface Store {
  /** Names the store in messages: the path of a folder, "this page". */
  readonly label: string
  /** Returns the bytes under `key`, or undefined if there are none. Throws `Unreadable`. */
  get(key: string): Promise<Uint8Array | undefined>
  /** Writes the bytes whole or not at all. Throws `Unwritable`. */
  put(key: string, bytes: Uint8Array | string): Promise<void>
  /**
   * Replaces a folder by `files`, named by their paths inside it. The file `seal` is written last: the folder counts as
   * complete once its seal is there. If writing fails, an earlier folder stays as it was. Where several processes write,
   * `isDone` is asked before a folder is replaced: one that another process has finished stays. Throws `Unwritable`.
   */
  putFolder(
    key: string,
    files: ReadonlyMap<string, Uint8Array | string>,
    seal: string,
    isDone?: () => Promise<boolean>,
  ): Promise<void>
  /** Returns the entries whose key is `prefix` or lies below it, in order of their keys. */
  list(prefix: string): Promise<readonly StoreEntry[]>
  /** Deletes the entries that {@link list} returns for `prefix`. */
  delete(prefix: string): Promise<void>
}
