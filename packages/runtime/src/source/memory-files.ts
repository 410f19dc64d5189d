/** Files in memory as a source of images: files dropped on a page, or files made by a test. */
import { CutsError } from '@cuts/core'
import type { FileEntry, SourceFiles } from './files.ts'
import { normalise } from './paths.ts'

/** Content that is read on request: bytes, or a file of a page. */
export interface MemoryFile {
  readonly bytes: () => Promise<Uint8Array>
  readonly head: (count: number) => Promise<Uint8Array>
  readonly size: number
  readonly modified: number
}

/** `named` maps paths to files. Folders follow from the paths. */
export function memoryFiles(named: ReadonlyMap<string, MemoryFile>): SourceFiles {
  const files = new Map([...named].map(([path, file]) => [normalise(path), file]))
  const isFolder = (path: string): boolean =>
    path === '.' || path === '/' || [...files.keys()].some(name => name.startsWith(`${path}/`))
  const missing = (path: string): CutsError =>
    new CutsError('Unreadable', `${path} does not open: there is no such file or folder.`, {
      remedy: 'Check that it is among the files that were given.',
    })
  return {
    kindOf: async path => {
      const name = normalise(path)
      return files.has(name) ? 'file' : isFolder(name) ? 'folder' : undefined
    },
    list: async folder => {
      const name = normalise(folder)
      if (!isFolder(name)) throw missing(folder)
      const prefix = name === '.' ? '' : name === '/' ? '/' : `${name}/`
      const entries = new Map<string, FileEntry>()
      for (const path of files.keys()) {
        if (!path.startsWith(prefix)) continue
        const [first, ...more] = path.slice(prefix.length).split('/')
        entries.set(first!, { name: first!, kind: more.length === 0 ? 'file' : 'folder' })
      }
      return [...entries.values()]
    },
    head: async (path, count) => (await files.get(normalise(path))?.head(count)) ?? new Uint8Array(0),
    bytes: async path => {
      const file = files.get(normalise(path))
      if (file === undefined) throw missing(path)
      return file.bytes()
    },
    stamp: async path => {
      const file = files.get(normalise(path))
      return file && { bytes: file.size, modified: file.modified }
    },
    absolute: normalise,
    real: async path => normalise(path),
  }
}

/** Returns bytes as a file. */
export function memoryFile(bytes: Uint8Array): MemoryFile {
  return {
    bytes: async () => bytes,
    head: async count => bytes.subarray(0, count),
    size: bytes.length,
    modified: 0,
  }
}
