/**
 * Which basins of a relief matter (extinction values, Vachier and Meyer 1995): as water rises, basins meet; of two that
 * meet the one that holds less water ends, and what it held then is what it is worth. O(pixels log pixels).
 */

/**
 * A marker, numbered from 1, where each of the `count` basins began that hold most water before they end; 0 elsewhere. The
 * largest is number 1. Fewer where the relief has fewer basins. Connected by pixel edges.
 */
export function largestBasins(relief: Float64Array, width: number, count: number): Int32Array {
  const order = Uint32Array.from(relief, (_, i) => i).sort((a, b) => relief[a]! - relief[b]! || a - b)
  const parent = new Int32Array(relief.length).fill(-1)
  const size = new Int32Array(relief.length)
  const sum = new Float64Array(relief.length)
  const find = (i: number): number => {
    while (parent[i] !== i) i = parent[i] = parent[parent[i]!]!
    return i
  }
  const ended: { readonly began: number; readonly held: number }[] = []
  const held = (root: number, water: number): number => size[root]! * water - sum[root]!
  for (const i of order) {
    const water = relief[i]!
    parent[i] = i
    size[i] = 1
    sum[i] = water
    const x = i % width
    for (const j of [x > 0 ? i - 1 : -1, x + 1 < width ? i + 1 : -1, i - width, i + width]) {
      if (j < 0 || j >= relief.length || parent[j] === -1) continue
      const [a, b] = [find(i), find(j)]
      if (a === b) continue
      // The root of a basin is the pixel where it began.
      const [kept, gone] = held(a, water) > held(b, water) ? [a, b] : [b, a]
      if (held(gone, water) > 0) ended.push({ began: gone, held: held(gone, water) })
      parent[gone] = kept
      size[kept]! += size[gone]!
      sum[kept]! += sum[gone]!
    }
  }
  ended.push({ began: find(0), held: Number.POSITIVE_INFINITY })
  ended.sort((p, q) => q.held - p.held || p.began - q.began)
  const markers = new Int32Array(relief.length)
  for (const [k, { began }] of ended.slice(0, count).entries()) markers[began] = k + 1
  return markers
}
