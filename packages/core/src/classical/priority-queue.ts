/**
 * A binary heap of numbered items: the lowest key first; of equal keys, the first pushed. O(log items) per operation.
 */

export interface PriorityQueue {
  push(item: number, key: number): void
  /** Returns the next item and its key, or undefined if the heap is empty. */
  pop(): { readonly item: number; readonly key: number } | undefined
}

export function createPriorityQueue(): PriorityQueue {
  const entries: { item: number; key: number; turn: number }[] = []
  let turn = 0
  const isBefore = (a: number, b: number): boolean => {
    const [p, q] = [entries[a]!, entries[b]!]
    return p.key < q.key || (p.key === q.key && p.turn < q.turn)
  }
  const swap = (a: number, b: number): void => {
    const entry = entries[a]!
    entries[a] = entries[b]!
    entries[b] = entry
  }
  return {
    push: (item, key) => {
      entries.push({ item, key, turn: turn++ })
      for (let at = entries.length - 1; at > 0; ) {
        const above = (at - 1) >> 1
        if (!isBefore(at, above)) break
        swap(at, above)
        at = above
      }
    },
    pop: () => {
      if (entries.length === 0) return undefined
      swap(0, entries.length - 1)
      const first = entries.pop()!
      for (let at = 0; ; ) {
        let least = at
        for (const child of [2 * at + 1, 2 * at + 2])
          if (child < entries.length && isBefore(child, least)) least = child
        if (least === at) return first
        swap(at, least)
        at = least
      }
    },
  }
}
