/** How well two segmentations of the same pixels agree: as partitions, as hierarchies, and with the true boundary. */
import type { MergeTree, Prototypes, Random } from '@cuts/core'

/** A tree, and the leaf of every pixel. */
export interface PixelTree {
  readonly tree: MergeTree
  readonly prototypes: Prototypes
}

/**
 * Pearson correlation, over random pairs of pixels, of the heights at which two trees join the pixels of a pair (Sokal
 * and Rohlf 1962). If both pixels belong to one prototype, the height is that of the leaves. Heights are logarithms of
 * the bandwidth.
 */
export function copheneticCorrelation(a: PixelTree, b: PixelTree, pairs: number, random: Random): number {
  const pixels = a.prototypes.assignment.length
  const heights = Array.from({ length: pairs }, () => {
    const [p, q] = [random.integer(pixels), random.integer(pixels)]
    return [joiningHeight(a, p, q), joiningHeight(b, p, q)] as const
  })
  const meanA = heights.reduce((sum, [x]) => sum + x, 0) / pairs
  const meanB = heights.reduce((sum, [, y]) => sum + y, 0) / pairs
  let [both, ofA, ofB] = [0, 0, 0]
  for (const [x, y] of heights) {
    both += (x - meanA) * (y - meanB)
    ofA += (x - meanA) ** 2
    ofB += (y - meanB) ** 2
  }
  return both / Math.sqrt(ofA * ofB)
}

function joiningHeight({ tree, prototypes }: PixelTree, p: number, q: number): number {
  let [a, b] = [prototypes.assignment[p]!, prototypes.assignment[q]!]
  // Parents have larger numbers: the smaller of two different nodes is never above the other.
  while (a !== b) {
    if (a < b) a = tree.parent[a]!
    else b = tree.parent[b]!
  }
  return tree.height[a]!
}

/**
 * The highest Dice that a union of prototypes can have with the truth. The best union takes all prototypes that are
 * more than half inside (the achievable segmentation accuracy of superpixels, Liu et al. 2011, as a Dice).
 */
export function achievableDice({ assignment, mass }: Prototypes, truth: Uint8Array): number {
  const inside = new Float64Array(mass.length)
  let truthArea = 0
  for (let i = 0; i < truth.length; i++)
    if (truth[i] !== 0) {
      inside[assignment[i]!]!++
      truthArea++
    }
  let [shared, taken] = [0, 0]
  for (let p = 0; p < mass.length; p++)
    if (2 * inside[p]! > mass[p]!) {
      shared += inside[p]!
      taken += mass[p]!
    }
  return taken + truthArea === 0 ? 1 : (2 * shared) / (taken + truthArea)
}

/** Share of the true boundary's pixels that have a boundary of a prototype within `tolerance` pixels along x and y. */
export function boundaryRecall(
  assignment: ArrayLike<number>,
  truth: ArrayLike<number>,
  {
    width,
    height,
    tolerance,
  }: {
    readonly width: number
    readonly height: number
    readonly tolerance: number
  },
): number {
  const found = boundary(assignment, width, height)
  const wanted = boundary(truth, width, height)
  let [near, all] = [0, 0]
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      if (wanted[y * width + x] === 0) continue
      all++
      let hit = false
      for (let v = Math.max(0, y - tolerance); v <= Math.min(height - 1, y + tolerance) && !hit; v++)
        for (let u = Math.max(0, x - tolerance); u <= Math.min(width - 1, x + tolerance) && !hit; u++)
          hit = found[v * width + u] !== 0
      if (hit) near++
    }
  return all === 0 ? 1 : near / all
}

/** Pixels whose right or lower neighbour has another label. */
function boundary(labels: ArrayLike<number>, width: number, height: number): Uint8Array {
  const edge = new Uint8Array(width * height)
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++)
      if ((x + 1 < width && labels[i + 1] !== labels[i]) || (y + 1 < height && labels[i + width] !== labels[i]))
        edge[i] = 1
  return edge
}
