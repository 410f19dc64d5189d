/** Files on disk: read as a source of images, and written whole or not at all. */
import type { Dirent } from 'node:fs'
import { mkdir, open, readdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { totalmem } from 'node:os'
import { dirname, join, resolve, sep } from 'node:path'
import { CutsError } from '@cuts/core'
import { type FileEntry, type FileKind, notAFile, type SourceFiles } from '../source/files.ts'
import { isMissing, unreadable, unwritable } from '../store/system-error.ts'

export const diskFiles: SourceFiles = {
  mostBytes: 0.8 * Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY),
  kindOf: async path => {
    const info = await stat(path).catch(cause => {
      if (isMissing(cause)) return undefined
      throw unreadable(path, cause)
    })
    return info && kindOf(info)
  },
  list: async folder => {
    const entries = await readdir(folder, { withFileTypes: true }).catch(cause => {
      throw unreadable(folder, cause)
    })
    const found: FileEntry[] = []
    for (const entry of entries) {
      const info = entry.isSymbolicLink() ? await stat(join(folder, entry.name)).catch(() => entry) : entry
      found.push({ name: entry.name, kind: kindOf(info) })
    }
    return found
  },
  head: async (path, count) => {
    const none = new Uint8Array(0)
    // Reading a pipe without a writer would wait forever.
    if (!(await isFile(path))) return none
    const file = await open(path).catch(() => undefined)
    if (file === undefined) return none
    try {
      const head = new Uint8Array(count)
      const { bytesRead } = await file.read(head, 0, count, 0)
      return head.subarray(0, bytesRead)
    } catch {
      return none
    } finally {
      await file.close()
    }
  },
  bytes: async path => {
    const info = await stat(path).catch(cause => {
      throw unreadable(path, cause)
    })
    if (kindOf(info) === 'special') throw notAFile(path)
    try {
      return new Uint8Array(await readFile(path))
    } catch (cause) {
      throw unreadable(path, cause)
    }
  },
  stamp: path =>
    stat(path).then(
      ({ size, mtimeMs }) => ({ bytes: size, modified: mtimeMs }),
      () => undefined,
    ),
  absolute: path => resolve(path).split(sep).join('/'),
  real: path =>
    realpath(path).catch(cause => {
      throw unreadable(path, cause)
    }),
}

/** A broken link counts as a file; reading it reports the error. */
function kindOf(info: Pick<Dirent, 'isDirectory' | 'isFile' | 'isSymbolicLink'>): FileKind {
  return info.isDirectory() ? 'folder' : info.isFile() || info.isSymbolicLink() ? 'file' : 'special'
}

/** Also false if `path` is a folder, or a folder above it has become a file. */
export async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() ?? false
}

/** The system call that can run out of disk space. It is an argument so that tests can replace it. */
export type WriteFile = (path: string, bytes: Uint8Array | string) => Promise<void>

/** Writes, and waits until the disk holds the bytes: a name that is given afterwards names all of them after a power cut too. */
export const writeDurably: WriteFile = (path, bytes) => writeFile(path, bytes, { flush: true })

/** Waits until the disk holds the names in a folder. Not every system lets a folder be opened; then nothing waits. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path).catch(() => undefined)
  await folder?.sync().catch(() => {})
  await folder?.close()
}

/**
 * Writes a file under a temporary name, of its own for every `part`, then renames it, and creates its folders. Throws
 * `Unwritable`; an earlier file then stays unchanged.
 */
export async function writeFileWhole(
  target: string,
  bytes: Uint8Array | string,
  write: WriteFile = writeDurably,
  part?: string,
): Promise<void> {
  const temporary = `${target}${part === undefined ? '' : `.${part}`}.partial`
  try {
    await mkdir(dirname(target), { recursive: true })
    await write(temporary, bytes)
    await rename(temporary, target)
    await syncFolder(dirname(target))
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => {})
    throw unwritable(target, cause)
  }
}

/** Throws `Unwritable` if the path exists and may not be overwritten. */
export async function expectFree(path: string, overwrite: boolean): Promise<void> {
  if (overwrite) return
  const there = await stat(path).catch(() => undefined)
  if (there !== undefined)
    throw new CutsError('Unwritable', `${path} exists already.`, {
      action: { do: 'replace file' },
    })
}
