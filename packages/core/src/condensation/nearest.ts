/**
 * Links for points without a position: the k nearest neighbours of every point, both ways. O(n^2 dims) time, O(n k)
 * memory.
 */

/**
 * Returns links of points `x` [n][dims]: i and j are linked if either is among the `k` nearest of the other. Of equally
 * near points, the first are taken.
 */
export function nearestLinks(x: Float64Array, dims: number, k: number): Set<number>[] {
  const n = x.length / dims
  const links: Set<number>[] = Array.from({ length: n }, () => new Set())
  const most = Math.min(k, n - 1)
  const nearest = new Int32Array(most)
  const distance = new Float64Array(most)
  for (let i = 0; i < n; i++) {
    let held = 0
    for (let j = 0; j < n; j++) {
      if (j === i) continue
      const limit = held < most ? Number.POSITIVE_INFINITY : distance[most - 1]!
      let square = 0
      for (let d = 0, a = i * dims, b = j * dims; d < dims && square < limit; d++, a++, b++)
        square += (x[a]! - x[b]!) ** 2
      if (square >= limit) continue
      // Sorted insertion: k is small.
      let at = held < most ? held++ : most - 1
      for (; at > 0 && distance[at - 1]! > square; at--) {
        distance[at] = distance[at - 1]!
        nearest[at] = nearest[at - 1]!
      }
      distance[at] = square
      nearest[at] = j
    }
    for (const j of nearest.subarray(0, held)) {
      links[i]!.add(j)
      links[j]!.add(i)
    }
  }
  return links
}
