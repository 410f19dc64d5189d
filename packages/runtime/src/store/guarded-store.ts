/** A store that is written to only as long as something holds. */
import type { Store } from './store.ts'

/** The same store; `expect` is asked before anything in it changes, and may throw, or end the process. */
export function guardedStore(store: Store, expect: () => void): Store {
  return {
    label: store.label,
    get: key => store.get(key),
    list: prefix => store.list(prefix),
    put: async (key, bytes) => {
      expect()
      await store.put(key, bytes)
    },
    putFolder: async (key, files, seal, isDone) => {
      expect()
      await store.putFolder(key, files, seal, isDone)
    },
    delete: async prefix => {
      expect()
      await store.delete(prefix)
    },
  }
}
