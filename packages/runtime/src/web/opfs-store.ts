/**
 * Results in the private file system of a page's origin. It works the same in a page and in a worker: files are written
 * by `createWritable`, as synchronous access is for workers only.
 *
 * - A file is written beside the others and moved to its place, which takes the place of an earlier one in one step. A
 *   page that is closed or killed in between leaves the earlier file as it was, or none.
 * - A folder is written beside the others too. If that fails, for want of space say, an earlier folder is as it was. Only
 *   then is the earlier one removed, its seal first, and the files moved, the seal last; moving takes no space. A browser
 *   has no way to exchange folders in one step, so a page that is killed during these moves leaves a folder without a
 *   seal, which counts as unfinished.
 * - All stores of one name, in whichever pages and workers of the origin, take turns: a read sees what was there before a
 *   write or after it.
 *
 * The browser may delete all of it when the disk runs full, unless `navigator.storage.persist()` was granted.
 */
import { byKey, expectKey, expectPrefix } from '../store/key.ts'
import type { Store, StoreEntry } from '../store/store.ts'
import { toFileName } from './file-names.ts'
import { findEntry, makeFolder, namesIn, removeEmptyFolders, removeEntry, walkFiles } from './file-tree.ts'
import { noPrivateFiles, unreadable, unwritable } from './opfs-error.ts'

type Folder = FileSystemDirectoryHandle
/** Every browser that has `createWritable` moves files, but TypeScript does not know it. */
type MovableFile = FileSystemFileHandle & { move(folder: Folder, name: string): Promise<void> }

/**
 * Folder for files that are being written, beside `files`. Its content at the start of a write was left by a killed
 * page.
 */
const partialName = 'partial'

/**
 * Opens the store of this name, an empty one at first. The name is its label. Throws `Unsupported` if the page has no
 * private file system.
 */
export async function openOpfsStore(name: string): Promise<Store> {
  expectKey(name)
  const top = await openTop(toFileName(name))
  const files = await top.getDirectoryHandle('files', { create: true })
  const lock = `cuts store ${name}`

  const reading = <T>(key: string, read: () => Promise<T>): Promise<T> =>
    navigator.locks.request(lock, { mode: 'shared' }, async () => {
      try {
        return await read()
      } catch (cause) {
        throw unreadable(`${name}/${key}`, cause)
      }
    })
  const writing = (key: string, write: () => Promise<void>): Promise<void> =>
    navigator.locks.request(lock, async () => {
      try {
        await write()
      } catch (cause) {
        await removeEntry(top, partialName).catch(() => {})
        throw unwritable(`${name}/${key}`, cause)
      }
    })
  /** Writes files under names that are numbers, so that none is too long and none is taken. */
  const writePartial = async (contents: Iterable<Uint8Array | string>): Promise<MovableFile[]> => {
    await removeEntry(top, partialName)
    const partial = await top.getDirectoryHandle(partialName, { create: true })
    const written: MovableFile[] = []
    for (const bytes of contents) {
      const file = await partial.getFileHandle(String(written.length), { create: true })
      await writeFile(file, bytes)
      written.push(file as MovableFile)
    }
    return written
  }
  const moveTo = async (file: MovableFile, key: string): Promise<void> => {
    const [folder, last] = splitKey(key)
    await file.move(folder === '' ? files : await makeFolder(files, folder), toFileName(last))
  }

  return {
    label: name,
    get: async key => {
      expectKey(key)
      return reading(key, async () => {
        const entry = await findEntry(files, key)
        if (entry === undefined) return undefined
        if (entry.kind === 'directory') throw new Error('it is a folder')
        return new Uint8Array(await (await entry.getFile()).arrayBuffer())
      })
    },
    put: async (key, bytes) => {
      expectKey(key)
      await writing(key, async () => {
        const [file] = await writePartial([bytes])
        await moveTo(file!, key)
        await removeEntry(top, partialName)
      })
    },
    putFolder: async (key, contents, seal) => {
      const keys = [...contents.keys()].map(name => `${key}/${name}`)
      keys.forEach(expectKey)
      await writing(key, async () => {
        const written = await writePartial(contents.values())
        const earlier = await findEntry(files, key)
        if (earlier?.kind === 'directory') {
          await removeEntryAt(earlier, seal)
          await removeEntryAt(files, key)
        }
        const sealKey = `${key}/${seal}`
        const moves = keys.map((to, i) => [to, written[i]!] as const)
        moves.sort(([a], [b]) => Number(a === sealKey) - Number(b === sealKey))
        for (const [to, file] of moves) await moveTo(file, to)
        await removeEntry(top, partialName)
      })
    },
    list: async prefix => {
      expectPrefix(prefix)
      return reading(prefix, async () => {
        const entry = await findEntry(files, prefix)
        const entries: StoreEntry[] = []
        if (entry === undefined) return entries
        for await (const [key, file] of walkFiles(entry, prefix))
          entries.push({ key, bytes: (await file.getFile()).size })
        return entries.sort(byKey)
      })
    },
    delete: async prefix => {
      expectPrefix(prefix)
      await writing(prefix, async () => {
        await removeEntry(top, partialName)
        if (prefix !== '') return removeAt(files, prefix)
        for (const inside of await namesIn(files)) await removeEntry(files, inside)
      })
    },
  }
}

async function openTop(name: string): Promise<Folder> {
  const complete = ['createWritable', 'move'].every(
    method => method in (globalThis.FileSystemFileHandle?.prototype ?? {}),
  )
  if (!complete || navigator.locks === undefined) throw noPrivateFiles()
  try {
    const root = await navigator.storage.getDirectory()
    return await root.getDirectoryHandle(name, { create: true })
  } catch (cause) {
    throw noPrivateFiles(cause)
  }
}

async function writeFile(file: FileSystemFileHandle, bytes: Uint8Array | string): Promise<void> {
  const writable = await file.createWritable()
  try {
    // Browsers refuse to write memory that threads share.
    const shared = typeof bytes !== 'string' && !(bytes.buffer instanceof ArrayBuffer)
    await writable.write(shared ? new Uint8Array(bytes) : (bytes as Uint8Array<ArrayBuffer> | string))
    await writable.close()
  } catch (cause) {
    await writable.abort().catch(() => {})
    throw cause
  }
}

/** Removes everything at and below `key` in `folder`. */
async function removeEntryAt(folder: Folder, key: string): Promise<void> {
  const [above, last] = splitKey(key)
  const holder = await findEntry(folder, above)
  if (holder?.kind === 'directory') await removeEntry(holder, toFileName(last))
}

/** Removes everything at and below `key`, and parent folders that are then empty. */
async function removeAt(files: Folder, key: string): Promise<void> {
  await removeEntryAt(files, key)
  const [above] = splitKey(key)
  if (above !== '') await removeEmptyFolders(files, above)
}

function splitKey(key: string): [folder: string, name: string] {
  const at = key.lastIndexOf('/')
  return [key.slice(0, Math.max(at, 0)), key.slice(at + 1)]
}
