/** The segmented files, on a disk or given to a page. */
import type { NamedFile } from '@cuts/formats'
import { readPlace } from '../dataset/image-files.ts'
import type { SourceFiles } from '../source/files.ts'
import { filesAt } from './read-whole.ts'

export interface Originals {
  /**
   * Returns the file at a path with those that its header names, or all files of a series if these are given. Throws
   * `Unreadable`.
   */
  read(place: { readonly path: string; readonly files?: readonly string[] | undefined }): Promise<readonly NamedFile[]>
  /** Reads all files at a path one by one: itself, or those in a folder and its folders. Throws `Unreadable`. */
  readAll(path: string): AsyncIterable<NamedFile>
}

/** The originals among `files`. */
export function originalsIn(files: SourceFiles): Originals {
  return {
    read: ({ path, files: series }) => readPlace(files, series === undefined ? { path } : { path, files: series }),
    readAll: async function* (path) {
      for (const file of await filesAt(files, path)) yield { name: file, bytes: await files.bytes(file) }
    },
  }
}
