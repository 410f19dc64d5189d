/** Regions that grow from a segment, nearest segments first: each family is nested, as the ancestors in a tree are. */
import type { SelectionSpace } from './space.ts'

/** What it costs to step from a segment that has been reached at `reached` to its neighbour. Never below `reached`. */
type StepCost = (reached: number, from: number, to: number, entry: number) => number

/** Segments in the order in which a region reaches them, from `start`; only those with `allowed` nonzero. */
export function growthOrder(
  { graph, segments }: Pick<SelectionSpace, 'graph' | 'segments'>,
  start: number,
  allowed: Uint8Array,
  cost: StepCost,
): Int32Array {
  const { offsets, neighbours } = graph
  const best = new Float64Array(segments).fill(Number.POSITIVE_INFINITY)
  const done = new Uint8Array(segments)
  const order: number[] = []
  const heap = createHeap()
  best[start] = 0
  heap.push(0, start)
  for (let at = heap.pop(); at !== -1; at = heap.pop()) {
    if (done[at] === 1) continue
    done[at] = 1
    order.push(at)
    for (let entry = offsets[at]!; entry < offsets[at + 1]!; entry++) {
      const to = neighbours[entry]!
      if (done[to] === 1 || allowed[to] === 0) continue
      const reached = cost(best[at]!, at, to, entry)
      if (reached >= best[to]!) continue
      best[to] = reached
      heap.push(reached, to)
    }
  }
  return Int32Array.from(order)
}

/** A region is worth showing if it is this much larger than the one before. */
const ratio = 1.5

/**
 * How many segments of an order to take: one number for each factor of 1.5 of area, where the outline of the region has
 * the highest mean contrast. Ascending.
 */
export function worthyStops({ graph, mass, segments }: SelectionSpace, order: Int32Array): number[] {
  const { offsets, neighbours, length, contrast } = graph
  const inside = new Uint8Array(segments)
  const stops: number[] = []
  let [outline, strength, area] = [0, 0, 0]
  let [limit, best, stop] = [0, -1, 0]
  for (const [reached, p] of order.entries()) {
    inside[p] = 1
    for (let entry = offsets[p]!; entry < offsets[p + 1]!; entry++) {
      const sign = inside[neighbours[entry]!] === 1 ? -1 : 1
      outline += sign * length[entry]!
      strength += sign * length[entry]! * contrast[entry]!
    }
    area += mass[p]!
    if (area > limit) {
      if (stop > 0) stops.push(stop)
      best = -1
      limit = area * ratio
    }
    const mean = outline > 0 ? strength / outline : 0
    if (mean > best) [best, stop] = [mean, reached + 1]
  }
  if (stop > 0) stops.push(stop)
  return stops
}

/**
 * A binary heap; of equal keys the one with the smaller value comes first, so that the order is determined. Entries move
 * into a hole instead of being exchanged: half the writes.
 */
function createHeap() {
  const keys: number[] = []
  const values: number[] = []
  const put = (at: number, key: number, value: number): void => {
    keys[at] = key
    values[at] = value
  }
  return {
    push: (key: number, value: number): void => {
      let hole = keys.push(key) - 1
      values.push(value)
      while (hole > 0) {
        const above = (hole - 1) >> 1
        const [k, v] = [keys[above]!, values[above]!]
        if (k < key || (k === key && v <= value)) break
        put(hole, k, v)
        hole = above
      }
      put(hole, key, value)
    },
    /** The value of the smallest key, -1 if there is none. */
    pop: (): number => {
      if (keys.length === 0) return -1
      const least = values[0]!
      const [key, value] = [keys.pop()!, values.pop()!]
      const size = keys.length
      if (size === 0) return least
      let hole = 0
      for (let child = 1; child < size; child = 2 * hole + 1) {
        const other = child + 1
        if (
          other < size &&
          (keys[other]! < keys[child]! || (keys[other] === keys[child] && values[other]! < values[child]!))
        )
          child = other
        const k = keys[child]!
        if (k > key || (k === key && values[child]! >= value)) break
        put(hole, k, values[child]!)
        hole = child
      }
      put(hole, key, value)
      return least
    },
  }
}
