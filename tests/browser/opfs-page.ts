/** The page under test. Playwright calls what stands in `storePage`. */
import { isCutsError } from '@cuts/core'
import type { StoreEntry } from '@cuts/runtime'
import { openOpfsStore } from '@cuts/runtime/web'
import { type Outcome, runStoreCases } from './opfs-place.ts'

interface Thrown {
  readonly code: string
  readonly message: string
}

const image = (content: string): Map<string, string> =>
  new Map(['result.json', 'input.png', 'tree.json', 'levels/00-2.png'].map(name => [name, content]))

const page = {
  inPage: (): Promise<Outcome[]> => runStoreCases('page'),

  inWorker: (): Promise<Outcome[]> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL('./opfs-worker.ts', import.meta.url), { type: 'module' })
      worker.onmessage = ({ data }) => resolve(data)
      worker.onerror = ({ message }) => reject(new Error(message))
    }),

  put: async (name: string, key: string, bytes: number): Promise<Thrown | undefined> =>
    thrownBy(async () => (await openOpfsStore(name)).put(key, new Uint8Array(bytes).fill(1))),

  putImage: async (name: string, content: string): Promise<Thrown | undefined> =>
    thrownBy(async () => (await openOpfsStore(name)).putFolder('images/a', image(content), 'result.json')),

  /** As a page that is killed before its `step`th removal or move of what is no temporary file: it never comes back. */
  putImageUntil: async (name: string, content: string, step: number): Promise<void> => {
    const store = await openOpfsStore(name)
    let steps = 0
    await new Promise<void>(resolve => {
      const hangAtStep = (prototype: object, method: string): void => {
        const methods = prototype as { [method: string]: (...given: unknown[]) => Promise<void> }
        const original = methods[method]!
        methods[method] = function (...given) {
          if (given[0] === 'partial' || ++steps < step) return original.apply(this, given)
          resolve()
          return new Promise(() => {})
        }
      }
      hangAtStep(FileSystemDirectoryHandle.prototype, 'removeEntry')
      hangAtStep(FileSystemFileHandle.prototype, 'move')
      void store.putFolder('images/a', image(content), 'result.json')
    })
  },

  /** As a page that is killed in the middle of writing. */
  writeHalf: async (name: string, key: string): Promise<void> => {
    const store = await openOpfsStore(name)
    await new Promise<void>(resolve => {
      FileSystemFileHandle.prototype.createWritable = async function (this: FileSystemFileHandle) {
        resolve()
        return new Promise(() => {})
      }
      void store.put(key, 'never written')
    })
  },

  list: async (name: string): Promise<readonly StoreEntry[]> => (await openOpfsStore(name)).list(''),

  text: async (name: string, key: string): Promise<string | undefined> => {
    const bytes = await (await openOpfsStore(name)).get(key)
    return bytes === undefined ? undefined : new TextDecoder().decode(bytes)
  },

  /** Every name that the browser keeps for a store, its own included. */
  names: async (name: string): Promise<string[]> => {
    const names: string[] = []
    const walk = async (folder: FileSystemDirectoryHandle, path: string): Promise<void> => {
      for await (const [inside, entry] of folder.entries()) {
        names.push(`${path}${inside}`)
        if (entry.kind === 'directory') await walk(entry, `${path}${inside}/`)
      }
    }
    await walk(await (await navigator.storage.getDirectory()).getDirectoryHandle(name), '')
    return names.sort()
  },

  /** What is thrown where the page may keep no files. */
  withoutFiles: async (): Promise<Thrown | undefined> => {
    navigator.storage.getDirectory = async () => {
      throw new DOMException('no', 'SecurityError')
    }
    return thrownBy(() => openOpfsStore('any'))
  },
}

async function thrownBy(action: () => Promise<unknown>): Promise<Thrown | undefined> {
  try {
    await action()
    return undefined
  } catch (error) {
    return { code: isCutsError(error) ? error.code : 'no CutsError', message: (error as Error).message }
  }
}

declare global {
  var storePage: typeof page
}

globalThis.storePage = page
