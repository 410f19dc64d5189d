/** Results that are kept as long as the process or the page lives. */
import { CutsError } from '@cuts/core'
import { byKey, expectKey, expectPrefix, foldersAbove, isWithin } from './key.ts'
import type { Store } from './store.ts'

/**
 * A store that keeps its own copies of all bytes. Like a file system, it refuses a file in place of a folder and a
 * folder in place of a file, so that code tested here works there.
 */
export function createMemoryStore(label = 'memory'): Store {
  const files = new Map<string, Uint8Array>()
  const within = (prefix: string): string[] => [...files.keys()].filter(key => isWithin(prefix, key))
  const expectNoFileAbove = (key: string): void => {
    for (const folder of foldersAbove(key))
      if (files.has(folder)) throw unwritable(`${label}/${key}`, 'a file stands where a folder is needed')
  }
  return {
    label,
    get: async key => {
      expectKey(key)
      return files.get(key)?.slice()
    },
    put: async (key, bytes) => {
      expectKey(key)
      expectNoFileAbove(key)
      if (!files.has(key) && within(key).length > 0) throw unwritable(`${label}/${key}`, 'it is a folder')
      files.set(key, copyBytes(bytes))
    },
    putFolder: async (key, contents) => {
      const named = [...contents].map(([name, bytes]) => [`${key}/${name}`, copyBytes(bytes)] as const)
      for (const [name] of named) {
        expectKey(name)
        expectNoFileAbove(name)
      }
      for (const name of within(key)) files.delete(name)
      for (const [name, bytes] of named) files.set(name, bytes)
    },
    list: async prefix => {
      expectPrefix(prefix)
      return within(prefix)
        .map(key => ({ key, bytes: files.get(key)!.length }))
        .sort(byKey)
    },
    delete: async prefix => {
      expectPrefix(prefix)
      for (const key of within(prefix)) files.delete(key)
    },
  }
}

function copyBytes(bytes: Uint8Array | string): Uint8Array {
  return typeof bytes === 'string' ? new TextEncoder().encode(bytes) : new Uint8Array(bytes)
}

function unwritable(path: string, why: string): CutsError {
  return new CutsError('Unwritable', `${path} could not be written: ${why}.`, {
    remedy: 'Give it another name, or delete what stands there.',
  })
}
