/**
 * A store in a folder on disk. Every file is written whole or not at all, and is listed in the manifest of the folder
 * before it is written. Files that no run wrote are never replaced or deleted.
 */
import { createHash } from 'node:crypto'
import { appendFile, mkdir, readdir, readFile, rename, rm, rmdir, stat } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { CutsError } from '@cuts/core'
import { type Manifest, manifestName, openManifest } from '../results/manifest.ts'
import { resultFolders } from '../results/result-layout.ts'
import { isLeftByPart, isPartManifest, partFiles, partialFolder, unfinished } from '../results/shared-folder.ts'
import { byKey, expectKey, expectPrefix, isWithin } from '../store/key.ts'
import type { Store, StoreEntry } from '../store/store.ts'
import { isMissing, notOurs, unreadable, unwritable } from '../store/system-error.ts'
import { diskFiles, isFile, syncFolder, type WriteFile, writeDurably, writeFileWhole } from './disk-files.ts'

/**
 * Opens the store. The folder need not exist. `write` replaces the system call that writes files, for tests. Processes
 * that write to it at the same time each give the name of their part of the run.
 */
export function createFolderStore(path: string, write: WriteFile = writeDurably, part?: string): Store {
  let reading: Promise<Manifest> | undefined
  const manifest = (): Promise<Manifest> => {
    reading ??= readManifest(path, part)
    return reading
  }
  /** Throws `Unwritable` if one of `keys` names a file that no run wrote. */
  const expectOwn = async (keys: Iterable<string>): Promise<void> => {
    let own = await manifest()
    for (const key of keys) {
      if (own.has(key) || !(await isThere(join(path, key)))) continue
      // Another part of the run may have written it meanwhile.
      reading = undefined
      own = await manifest()
      if (!own.has(key)) throw notOurs(join(path, key))
    }
  }
  /** Deletes files at and below `prefix` whose content a run wrote. Returns all listed names there. */
  const deleteOwn = async (prefix: string): Promise<readonly string[]> => {
    const own = await manifest()
    const names = own.names().filter(name => isWithin(prefix, name))
    for (const name of names) {
      const file = join(path, name)
      if (await isFile(`${file}.partial`)) await rm(`${file}.partial`)
      const bytes = (await isFile(file)) ? await store.get(name) : undefined
      if (bytes !== undefined && own.matches(name, bytes)) await rm(file)
    }
    if (part === undefined)
      for (const list of await partManifests(path)) if (isWithin(prefix, list)) await rm(join(path, list))
    return names
  }
  const store: Store = {
    label: path,
    get: async key => {
      expectKey(key)
      const isThere = async () => (await diskFiles.kindOf(join(path, key))) !== undefined
      if (!(await isThere())) return undefined
      // Another process may have taken the file away since.
      return diskFiles.bytes(join(path, key)).catch(async error => {
        if (await isThere()) throw error
        return undefined
      })
    },
    put: async (key, bytes) => {
      expectKey(key)
      await expectOwn([key])
      await mkdir(path, { recursive: true }).catch(cause => {
        throw unwritable(path, cause)
      })
      await (await manifest()).add([[key, bytes]])
      await writeFileWhole(join(path, key), bytes, write, part)
    },
    putFolder: async (key, files, seal, isDone) => {
      const target = join(path, key)
      const temporary = partialFolder(target, part)
      const named = new Map([...files].map(([name, bytes]) => [`${key}/${name}`, bytes]))
      for (const name of named.keys()) expectKey(name)
      await expectOwn(named.keys())
      try {
        await rm(temporary, { recursive: true, force: true })
        if (part !== undefined && (await isThere(target))) {
          // What another process has finished stays. Anything else is out of date.
          if (await isDone?.()) return
          await store.delete(key)
        }
        await mkdir(path, { recursive: true })
        await (await manifest()).add(named)
        for (const [name, bytes] of files) {
          const file = join(temporary, name)
          await mkdir(dirname(file), { recursive: true })
          await write(file, bytes)
        }
        const isMoved = part !== undefined && (await rename(temporary, target).then(done, failed))
        if (isMoved || (part !== undefined && (await isThere(join(target, seal)))))
          await rm(temporary, { recursive: true, force: true })
        else if (await isThere(target)) {
          // From here on, the folder counts as incomplete until it has its seal.
          await rm(join(target, seal), { force: true })
          await deleteOwn(key)
          const last = [...files.keys()].sort((a, b) => Number(a === seal) - Number(b === seal))
          for (const name of last) {
            await mkdir(dirname(join(target, name)), { recursive: true })
            await rename(join(temporary, name), join(target, name))
          }
          await rm(temporary, { recursive: true, force: true })
        } else await rename(temporary, target)
        await syncFolder(dirname(target))
      } catch (cause) {
        await rm(temporary, { recursive: true, force: true }).catch(() => {})
        throw cause instanceof CutsError ? cause : unwritable(target, cause)
      }
    },
    list: async prefix => {
      expectPrefix(prefix)
      return listFiles(path, prefix)
    },
    delete: async prefix => {
      expectPrefix(prefix)
      const names = await deleteOwn(prefix)
      await removeEmptyFolders(path, names)
    },
  }
  return store
}

const done = (): boolean => true
const failed = (): boolean => false

/** Reads the lists of a folder. A part adds to its own list, for lines of several writers would mix. Throws `Unreadable`. */
export async function readManifest(folder: string, part?: string): Promise<Manifest> {
  const own = part === undefined ? manifestName : partFiles(part).manifest
  const lists = [...new Set([own, manifestName, ...(await partManifests(folder))])].reverse()
  return openManifest({
    read: async () => (await Promise.all(lists.map(name => readText(join(folder, name))))).join('\n'),
    append: text =>
      appendFile(join(folder, own), text, { flush: true }).catch(cause => {
        throw unwritable(join(folder, own), cause)
      }),
    sha256: bytes => createHash('sha256').update(bytes).digest('hex'),
  })
}

/** Deletes what parts that ended have left half-written. A part that still writes there fails, and is done again. */
export async function removeLeftovers(folder: string): Promise<void> {
  const images = join(folder, resultFolders.images)
  const names = await readdir(images).catch((): string[] => [])
  for (const name of names.filter(isLeftByPart)) await rm(join(images, name), { recursive: true, force: true })
}

async function partManifests(folder: string): Promise<string[]> {
  const names = await readdir(join(folder, resultFolders.parts)).catch((): string[] => [])
  return names.filter(isPartManifest).map(name => `${resultFolders.parts}/${name}`)
}

function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(cause => {
    if (isMissing(cause)) return ''
    throw unreadable(path, cause)
  })
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(done, failed)
}

async function listFiles(root: string, prefix: string): Promise<StoreEntry[]> {
  const top = join(root, prefix)
  const info = await stat(top).catch(() => undefined)
  if (info === undefined) return []
  if (!info.isDirectory()) return [{ key: prefix, bytes: info.size }]
  const entries = await readdir(top, { recursive: true, withFileTypes: true }).catch(cause => {
    throw unreadable(top, cause)
  })
  const files: StoreEntry[] = []
  for (const entry of entries) {
    if (!entry.isFile() || entry.name === manifestName) continue
    const file = join(entry.parentPath, entry.name)
    const key = relative(root, file).split(sep).join('/')
    if (!unfinished.test(key)) files.push({ key, bytes: (await stat(file)).size })
  }
  return files.sort(byKey)
}

/**
 * Removes the folders of `names`, and half-written files that killed runs left beside them, if nothing else is there.
 */
async function removeEmptyFolders(root: string, names: readonly string[]): Promise<void> {
  const folders = new Set<string>()
  for (const name of names) for (let at = dirname(name); at !== '.'; at = dirname(at)) folders.add(at)
  for (const folder of [...folders].sort((a, b) => b.length - a.length)) {
    await rm(partialFolder(join(root, folder)), { recursive: true, force: true })
    await rmdir(join(root, folder)).catch(() => {})
  }
}
