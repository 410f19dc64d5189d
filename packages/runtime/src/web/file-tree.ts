/** Files and folders of a browser's private file system by their keys. */
import { fromFileName, toFileName } from './file-names.ts'

type Folder = FileSystemDirectoryHandle
type Entry = FileSystemDirectoryHandle | FileSystemFileHandle

/** Returns the folder or file `key` below `top`, or undefined if it does not exist. The empty key is `top` itself. */
export async function findEntry(top: Folder, key: string): Promise<Entry | undefined> {
  if (key === '') return top
  const names = key.split('/').map(toFileName)
  const last = names.pop()!
  try {
    let folder = top
    for (const name of names) folder = await folder.getDirectoryHandle(name)
    return await findNamed(folder, last)
  } catch (cause) {
    // A name above it that is missing, or a file.
    if (isNamed(cause, 'NotFoundError') || isNamed(cause, 'TypeMismatchError')) return undefined
    throw cause
  }
}

async function findNamed(folder: Folder, name: string): Promise<Entry> {
  try {
    return await folder.getFileHandle(name)
  } catch (cause) {
    if (!isNamed(cause, 'TypeMismatchError')) throw cause
    return folder.getDirectoryHandle(name)
  }
}

/** The folder `key` below `top`, made if it is not there. */
export async function makeFolder(top: Folder, key: string): Promise<Folder> {
  let folder = top
  for (const part of key.split('/')) folder = await folder.getDirectoryHandle(toFileName(part), { create: true })
  return folder
}

/** Every file at or below `entry`, whose own key is `key`. */
export async function* walkFiles(entry: Entry, key: string): AsyncGenerator<[key: string, file: FileSystemFileHandle]> {
  if (entry.kind === 'file') {
    yield [key, entry]
    return
  }
  for await (const [name, child] of entry.entries())
    yield* walkFiles(child, key === '' ? fromFileName(name) : `${key}/${fromFileName(name)}`)
}

/** The names of what is in a folder, as the browser keeps them. */
export async function namesIn(folder: Folder): Promise<string[]> {
  const names: string[] = []
  for await (const name of folder.keys()) names.push(name)
  return names
}

/** Removes an entry of `folder` and what is below it; returns false if it is not there. */
export async function removeEntry(folder: Folder, name: string): Promise<boolean> {
  try {
    await folder.removeEntry(name, { recursive: true })
    return true
  } catch (cause) {
    if (isNamed(cause, 'NotFoundError')) return false
    throw cause
  }
}

/** Removes the folder `key` and its empty parent folders, up to `top`. */
export async function removeEmptyFolders(top: Folder, key: string): Promise<void> {
  const parts = key.split('/')
  for (let depth = parts.length; depth > 0; depth--) {
    const above = await findEntry(top, parts.slice(0, depth - 1).join('/'))
    if (above?.kind !== 'directory') continue
    const removed = await above.removeEntry(toFileName(parts[depth - 1]!)).then(
      () => true,
      cause => isNamed(cause, 'NotFoundError'),
    )
    if (!removed) return
  }
}

/** Whether an error is the one that browsers give this name to. */
export function isNamed(cause: unknown, name: string): boolean {
  return cause instanceof Error && cause.name === name
}
