/** Sums over sets of segments from which size, shape, place and values follow: of one set, or of every node at once. */
import type { SelectionSpace } from './space.ts'

export interface Summary {
  /** Pixels. */
  readonly area: number
  /** Mean position, px. */
  readonly x: number
  readonly y: number
  /** Second moments about it, px^2. */
  readonly xx: number
  readonly xy: number
  readonly yy: number
  /** Outline inside the image, and on its border, in pixel edges. */
  readonly outline: number
  readonly frame: number
  /** Mean values, and those just outside weighted by the length of the common boundary, [dims]. */
  readonly own: Float64Array
  readonly ring: Float64Array
}

/** Places in the row of sums that is kept for each set; values of `dims` follow, then those of the ring. */
const sums = { area: 0, x: 1, y: 2, xx: 3, xy: 4, yy: 5, outline: 6, frame: 7, values: 8 } as const

function leafRow({ mass, centre, moments, mean, dims, graph }: SelectionSpace, p: number, row: Float64Array): void {
  const [m, x, y] = [mass[p]!, centre[2 * p]!, centre[2 * p + 1]!]
  row[sums.area]! += m
  row[sums.x]! += m * x
  row[sums.y]! += m * y
  row[sums.xx]! += m * (moments[3 * p]! + x * x)
  row[sums.xy]! += m * (moments[3 * p + 1]! + x * y)
  row[sums.yy]! += m * (moments[3 * p + 2]! + y * y)
  row[sums.frame]! += graph.border[p]!
  for (let d = 0; d < dims; d++) row[sums.values + d]! += m * mean[p * dims + d]!
}

function finish(row: Float64Array, dims: number): Summary {
  const area = row[sums.area]!
  const [x, y] = [row[sums.x]! / area, row[sums.y]! / area]
  const outline = row[sums.outline]!
  const ring = row.slice(sums.values + dims, sums.values + 2 * dims)
  return {
    area,
    x,
    y,
    xx: row[sums.xx]! / area - x * x,
    xy: row[sums.xy]! / area - x * y,
    yy: row[sums.yy]! / area - y * y,
    outline,
    frame: row[sums.frame]!,
    own: row.slice(sums.values, sums.values + dims).map(sum => sum / area),
    ring: ring.map(sum => (outline > 0 ? sum / outline : 0)),
  }
}

/** Of the segments that have `inside` nonzero; undefined if there are none. */
export function summariseSet(space: SelectionSpace, inside: ArrayLike<number>): Summary | undefined {
  const { graph, segments, dims, mean } = space
  const { offsets, neighbours, length } = graph
  const row = new Float64Array(sums.values + 2 * dims)
  for (let p = 0; p < segments; p++) {
    if (inside[p] === 0) continue
    leafRow(space, p, row)
    for (let at = offsets[p]!; at < offsets[p + 1]!; at++) {
      const q = neighbours[at]!
      if (inside[q] !== 0) continue
      row[sums.outline]! += length[at]!
      for (let d = 0; d < dims; d++) row[sums.values + dims + d]! += length[at]! * mean[q * dims + d]!
    }
  }
  return row[sums.area] === 0 ? undefined : finish(row, dims)
}

/** Of every node of the tree, by number. O((leaves + boundaries) x depth of the tree). */
export function summariseNodes(space: SelectionSpace): Summary[] {
  const { tree, graph, segments, dims, mean } = space
  const { offsets, neighbours, length } = graph
  const size = sums.values + 2 * dims
  const rows = new Float64Array(tree.parent.length * size)
  const rowOf = (node: number): Float64Array => rows.subarray(node * size, (node + 1) * size)
  for (let p = 0; p < segments; p++) leafRow(space, p, rowOf(p))
  for (let p = 0; p < segments; p++)
    for (let at = offsets[p]!; at < offsets[p + 1]!; at++) {
      const q = neighbours[at]!
      // The boundary counts from the leaf up to where both sides are together; there it is taken off again.
      const joint = meeting(tree.parent, p, q)
      for (const [node, sign] of [
        [p, 1],
        [joint, -1],
      ] as const) {
        const row = rowOf(node)
        row[sums.outline]! += sign * length[at]!
        for (let d = 0; d < dims; d++) row[sums.values + dims + d]! += sign * length[at]! * mean[q * dims + d]!
      }
    }
  for (let node = 0; node < tree.parent.length; node++) {
    const above = tree.parent[node]!
    if (above === -1) continue
    const [own, sum] = [rowOf(node), rowOf(above)]
    for (let k = 0; k < size; k++) sum[k]! += own[k]!
  }
  return Array.from({ length: tree.parent.length }, (_, node) => finish(rowOf(node), dims))
}

/** The smallest node that holds both. */
function meeting(parent: Int32Array, p: number, q: number): number {
  let [a, b] = [p, q]
  while (a !== b) {
    if (a < b) a = parent[a]!
    else b = parent[b]!
  }
  return a
}
