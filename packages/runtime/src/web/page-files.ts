/** Files dropped on a page or chosen in it, as a source of images. */
import type { SourceFiles } from '../source/files.ts'
import { type MemoryFile, memoryFiles } from '../source/memory-files.ts'

/**
 * Reads files when they are asked for, by the names given, which may hold folders: `name` of a file, or its
 * `webkitRelativePath` if a folder was chosen. Works in a page and in a worker, to which files can be sent.
 */
export function pageFiles(
  files: Iterable<readonly [path: string, file: Blob & { readonly lastModified?: number }]>,
): SourceFiles {
  const named = new Map<string, MemoryFile>()
  for (const [path, file] of files)
    named.set(path, {
      bytes: async () => new Uint8Array(await file.arrayBuffer()),
      head: async count => new Uint8Array(await file.slice(0, count).arrayBuffer()),
      size: file.size,
      modified: file.lastModified ?? 0,
    })
  return memoryFiles(named)
}
