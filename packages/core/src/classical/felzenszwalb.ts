/**
 * Efficient graph-based segmentation (Felzenszwalb and Huttenlocher 2004): neighbouring pixels are joined from the most
 * to the least alike, as long as their difference is small against the differences within both regions. O(pixels log
 * pixels).
 */
import { gaussianBlur } from '../image/blur.ts'
import type { LabelMap } from '../image/image.ts'
import type { Planes } from '../image/planes.ts'

export interface FelzenszwalbOptions {
  /** Preference for large regions, in grey levels of 0..255 times pixels. */
  readonly scale: number
  /** Standard deviation of the smoothing before segmentation, px. */
  readonly sigma: number
  /** Smaller regions are joined to a neighbour, px. */
  readonly minSize: number
}

/** Labels are numbered from 0 in raster order of the first pixels of their regions, which are 8-connected. */
export function felzenszwalb(image: Planes, options: FelzenszwalbOptions): LabelMap {
  const { width, height } = image
  const { from, to, weight } = neighbourEdges(image, options.sigma)
  // The sort is stable: of equally similar neighbours, the first in the list are joined first.
  const order = Uint32Array.from(from, (_, edge) => edge).sort((a, b) => weight[a]! - weight[b]!)
  const parent = Int32Array.from({ length: width * height }, (_, i) => i)
  const size = new Int32Array(width * height).fill(1)
  const internal = new Float64Array(width * height)
  const find = (i: number): number => {
    while (parent[i] !== i) i = parent[i] = parent[parent[i]!]!
    return i
  }
  const join = (a: number, b: number, difference: number): void => {
    const [root, gone] = a < b ? [a, b] : [b, a]
    parent[gone] = root
    size[root]! += size[gone]!
    internal[root] = difference
  }
  const scale = options.scale / 255
  for (const edge of order) {
    const [a, b] = [find(from[edge]!), find(to[edge]!)]
    const bound = Math.min(internal[a]! + scale / size[a]!, internal[b]! + scale / size[b]!)
    if (a !== b && weight[edge]! < bound) join(a, b, weight[edge]!)
  }
  for (const edge of order) {
    const [a, b] = [find(from[edge]!), find(to[edge]!)]
    if (a !== b && (size[a]! < options.minSize || size[b]! < options.minSize)) join(a, b, weight[edge]!)
  }
  const numbers = new Map<number, number>()
  const labels = parent.map((_, i) => {
    const root = find(i)
    if (!numbers.has(root)) numbers.set(root, numbers.size)
    return numbers.get(root)!
  })
  return { width, height, labels }
}

interface Edges {
  /** Pixels at both ends of an edge, and its weight. */
  readonly from: Int32Array
  readonly to: Int32Array
  readonly weight: Float64Array
}

/** Every pair of touching pixels, corners included, with the Euclidean distance of their blurred colours in [0, 1]. */
function neighbourEdges({ width, height, channels, data }: Planes, sigma: number): Edges {
  const area = width * height
  const shares = data.map(value => (value + 1) / 2)
  const colours = mirroredBlur({ width, height, channels, data: shares }, sigma)
  const count = (width - 1) * height + width * (height - 1) + 2 * (width - 1) * (height - 1)
  const edges = { from: new Int32Array(count), to: new Int32Array(count), weight: new Float64Array(count) }
  let edge = 0
  for (const [dx, dy] of neighbourSteps)
    for (let y = 0; y + dy < height; y++)
      for (let x = Math.max(0, -dx); x + Math.max(0, dx) < width; x++, edge++) {
        const i = y * width + x
        const j = i + dy * width + dx
        let squares = 0
        for (let plane = 0; plane < data.length; plane += area)
          squares += (colours[plane + i]! - colours[plane + j]!) ** 2
        edges.from[edge] = i
        edges.to[edge] = j
        edges.weight[edge] = Math.sqrt(squares)
      }
  return edges
}

/** Gaussian smoothing of planes that are mirrored beyond their border; the last pixel is repeated. */
function mirroredBlur({ width, height, channels, data }: Planes, sigma: number): Float32Array {
  const margin = Math.ceil(4 * sigma)
  const [wide, high] = [width + 2 * margin, height + 2 * margin]
  const area = width * height
  const mirror = (at: number, length: number): number => {
    const turn = (((at - margin) % (2 * length)) + 2 * length) % (2 * length)
    return turn < length ? turn : 2 * length - 1 - turn
  }
  const padded = new Float32Array(channels * wide * high)
  for (let to = 0; to < padded.length; to++) {
    const [x, row] = [to % wide, Math.floor(to / wide)]
    const plane = Math.floor(row / high) * area
    padded[to] = data[plane + mirror(row % high, height) * width + mirror(x, width)]!
  }
  const { data: blurred } = gaussianBlur({ width: wide, height: high, channels, data: padded }, sigma)
  return data.map((_, i) => {
    const [x, row] = [i % width, Math.floor(i / width)]
    const y = (row % height) + margin + Math.floor(row / height) * high
    return blurred[y * wide + x + margin]!
  })
}

const neighbourSteps = [
  [1, 0],
  [0, 1],
  [1, 1],
  [-1, 1],
] as const
