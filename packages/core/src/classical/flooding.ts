/**
 * Watershed by flooding (Meyer 1994): water rises from markers over the relief, and every pixel joins the marker whose
 * water reaches it first. O(pixels log pixels).
 */
import { createPriorityQueue } from './priority-queue.ts'

/**
 * Returns the label of every pixel after flooding `relief` from the nonzero pixels of `markers` over pixel edges.
 * Pixels where `inside` is 0, and pixels that no water reaches, get 0. Of equally low pixels, the one reached first is
 * flooded first. All arrays are row-major, [height][width].
 */
export function flood(relief: Float64Array, markers: Int32Array, width: number, inside?: Uint8Array): Int32Array {
  const labels = new Int32Array(markers.length)
  const shore = createPriorityQueue()
  const reach = (i: number, label: number, water: number): void => {
    if (labels[i] !== 0 || inside?.[i] === 0) return
    labels[i] = label
    shore.push(i, Math.max(relief[i]!, water))
  }
  for (let i = 0; i < markers.length; i++) if (markers[i] !== 0) reach(i, markers[i]!, Number.NEGATIVE_INFINITY)
  for (let next = shore.pop(); next !== undefined; next = shore.pop()) {
    const { item: i, key: water } = next
    const x = i % width
    if (i >= width) reach(i - width, labels[i]!, water)
    if (x > 0) reach(i - 1, labels[i]!, water)
    if (x + 1 < width) reach(i + 1, labels[i]!, water)
    if (i + width < labels.length) reach(i + width, labels[i]!, water)
  }
  return labels
}
