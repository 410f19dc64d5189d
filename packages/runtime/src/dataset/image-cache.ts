/** Values in memory up to a size. */

export interface Cache<T> {
  get(key: string): T | undefined
  /** Keeps `value` in place of an earlier one; returns false if it alone is larger than the limit and is not kept. */
  put(key: string, value: T): boolean
}

/** Values used longest ago go first when the sum of sizes passes `limit`. */
export function createCache<T>(limit: number, sizeOf: (value: T) => number): Cache<T> {
  const entries = new Map<string, { readonly value: T; readonly size: number }>()
  let total = 0
  const drop = (key: string): void => {
    total -= entries.get(key)?.size ?? 0
    entries.delete(key)
  }
  return {
    get: key => {
      const entry = entries.get(key)
      if (entry === undefined) return undefined
      entries.delete(key)
      entries.set(key, entry)
      return entry.value
    },
    put: (key, value) => {
      drop(key)
      const size = sizeOf(value)
      if (size > limit) return false
      entries.set(key, { value, size })
      total += size
      for (const oldest of entries.keys()) {
        if (total <= limit) break
        drop(oldest)
      }
      return true
    },
  }
}
