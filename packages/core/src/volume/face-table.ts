/** Sums over the faces that pairs of parts of a volume share: an open-addressing table by pair of numbers. */

export interface FaceTable {
  /** Adds a face of `area` mm2 between two different parts, across which features change by `contrast` per mm. */
  add(a: number, b: number, area: number, contrast: number): void
  /** Calls `visit` for each pair that shares a face, a < b, in no order that matters; `contrast` is a sum by area. */
  forEach(visit: (a: number, b: number, area: number, contrast: number) => void): void
}

/** Numbers of parts are below this: two of them make an exact double. */
const mostParts = 2 ** 26

export function createFaceTable(): FaceTable {
  let size = 1 << 12
  let keys = new Float64Array(size).fill(-1)
  let areas = new Float64Array(size)
  let contrasts = new Float64Array(size)
  let held = 0
  const slotOf = (key: number, a: number, b: number): number => {
    let slot = (Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b)) >>> 0
    slot = (slot ^ (slot >>> 15)) & (size - 1)
    while (keys[slot] !== -1 && keys[slot] !== key) slot = (slot + 1) & (size - 1)
    return slot
  }
  const grow = (): void => {
    const [oldKeys, oldAreas, oldContrasts] = [keys, areas, contrasts]
    size *= 2
    keys = new Float64Array(size).fill(-1)
    areas = new Float64Array(size)
    contrasts = new Float64Array(size)
    for (const [old, key] of oldKeys.entries()) {
      if (key === -1) continue
      const slot = slotOf(key, Math.floor(key / mostParts), key % mostParts)
      keys[slot] = key
      areas[slot] = oldAreas[old]!
      contrasts[slot] = oldContrasts[old]!
    }
  }
  return {
    add: (a, b, area, contrast) => {
      const [low, high] = a < b ? [a, b] : [b, a]
      const key = low * mostParts + high
      let slot = slotOf(key, low, high)
      if (keys[slot] === -1) {
        if (2 * ++held > size) {
          grow()
          slot = slotOf(key, low, high)
        }
        keys[slot] = key
      }
      areas[slot]! += area
      contrasts[slot]! += area * contrast
    },
    forEach: visit => {
      for (let slot = 0; slot < size; slot++) {
        const key = keys[slot]!
        if (key !== -1) visit(Math.floor(key / mostParts), key % mostParts, areas[slot]!, contrasts[slot]!)
      }
    },
  }
}
