/**
 * Selects the important basins of a relief by extinction values (Vachier and Meyer 1995). As water rises, basins meet.
 * When two basins meet, the one with less water ends; the water it holds then is its value. O(pixels log pixels).
 */

/**
 * Returns markers for the `count` basins that hold the most water before they end. A marker is a number from 1 at the
 * pixel where its basin began; all other pixels are 0. The largest basin is number 1. There are fewer markers if the
 * relief has fewer basins. Basins are connected by pixel edges.
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
