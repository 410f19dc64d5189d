/**
 * Superpixels: connected groups of about equally many like pixels, by local k-means in features and position
 * (Achanta et al. 2012). Each pixel chooses among the nine centres of its grid neighbourhood, so the cost is
 * O(pixels x 9 x dims x iterations) whatever their number. Pieces that got cut off join their most similar neighbour,
 * so that every prototype is connected.
 */
import type { PixelFeatures } from '../embedding/embedding.ts'
import { connectedComponents } from '../labels/components.ts'
import type { Prototypes } from './prototypes.ts'
import { regionAdjacency, summarise } from './summarise.ts'

export interface SuperpixelOptions {
  /** Superpixels aimed at; about that many come out. */
  readonly count: number
  /**
   * Weight of position against features: at 1, a grid step of distance weighs as much as the features' standard
   * deviation over the image.
   */
  readonly compactness: number
}

const iterations = 8
/** Pieces smaller than this share of a grid cell join a neighbour. */
const smallestShare = 0.25

/** Deterministic: no randomness is involved. */
export function superpixels(features: PixelFeatures, options: SuperpixelOptions): Prototypes {
  const { width, height, dims, data } = features
  const step = Math.max(1, Math.sqrt((width * height) / options.count))
  const columns = Math.max(1, Math.round(width / step))
  const rows = Math.max(1, Math.round(height / step))
  const count = columns * rows
  const weight = (options.compactness ** 2 * totalVariance(features)) / (step * step)

  // Centres as running sums [count][dims], positions [count][2] and masses; started on the grid.
  const centre = new Float64Array(count * dims)
  const position = new Float64Array(count * 2)
  const labels = new Int32Array(width * height)
  for (let i = 0; i < labels.length; i++) {
    const x = i % width
    const y = (i - x) / width
    labels[i] = Math.floor((y * rows) / height) * columns + Math.floor((x * columns) / width)
  }
  const mass = new Float64Array(count)
  for (let iteration = 0; iteration < iterations; iteration++) {
    moveCentres(features, labels, centre, position, mass)
    for (let y = 0, i = 0; y < height; y++) {
      const cellRow = Math.floor((y * rows) / height)
      for (let x = 0; x < width; x++, i++) {
        const cellColumn = Math.floor((x * columns) / width)
        let nearest = Number.POSITIVE_INFINITY
        for (let r = Math.max(0, cellRow - 1); r <= Math.min(rows - 1, cellRow + 1); r++)
          for (let c = Math.max(0, cellColumn - 1); c <= Math.min(columns - 1, cellColumn + 1); c++) {
            const p = r * columns + c
            if (mass[p] === 0) continue
            let distance = weight * ((x - position[2 * p]!) ** 2 + (y - position[2 * p + 1]!) ** 2)
            for (let d = 0, a = i * dims, b = p * dims; d < dims; d++, a++, b++)
              distance += (data[a]! - centre[b]!) ** 2
            if (distance < nearest) {
              nearest = distance
              labels[i] = p
            }
          }
      }
    }
  }
  const { components, count: pieces } = connectedComponents(labels, width, height, 4)
  return joinSmallPieces(features, components, pieces, smallestShare * step * step)
}

function moveCentres(
  features: PixelFeatures,
  labels: Int32Array,
  centre: Float64Array,
  position: Float64Array,
  mass: Float64Array,
): void {
  const { width, dims, data } = features
  centre.fill(0)
  position.fill(0)
  mass.fill(0)
  for (let i = 0; i < labels.length; i++) {
    const p = labels[i]!
    mass[p]!++
    position[2 * p]! += i % width
    position[2 * p + 1]! += Math.floor(i / width)
    for (let d = 0; d < dims; d++) centre[p * dims + d]! += data[i * dims + d]!
  }
  for (let p = 0; p < mass.length; p++) {
    const share = mass[p]! > 0 ? 1 / mass[p]! : 0
    position[2 * p]! *= share
    position[2 * p + 1]! *= share
    for (let d = p * dims; d < (p + 1) * dims; d++) centre[d]! *= share
  }
}

/** Joins pieces below `smallest` pixels to the adjacent piece of most similar mean, smallest first. */
function joinSmallPieces(
  features: PixelFeatures,
  components: Int32Array,
  pieces: number,
  smallest: number,
): Prototypes {
  const { width, height, dims } = features
  const parts = summarise(features, components, pieces, false)
  const { offsets, neighbours } = regionAdjacency(components, width, height, pieces)
  const target = Int32Array.from({ length: pieces }, (_, p) => p)
  const find = (p: number): number => {
    while (target[p] !== p) p = target[p] = target[target[p]!]!
    return p
  }
  const { mass, mean } = parts
  const around: (readonly number[])[] = Array.from({ length: pieces }, (_, p) => [
    ...neighbours.subarray(offsets[p], offsets[p + 1]),
  ])
  const small = Array.from({ length: pieces }, (_, p) => p)
    .filter(p => mass[p]! < smallest)
    .sort((p, q) => mass[p]! - mass[q]! || p - q)
  for (const piece of small) {
    const p = find(piece)
    if (mass[p]! >= smallest) continue
    let best = -1
    let nearest = Number.POSITIVE_INFINITY
    for (const neighbour of around[p]!) {
      const q = find(neighbour)
      if (q === p) continue
      let distance = 0
      for (let d = 0; d < dims; d++) distance += (mean[p * dims + d]! - mean[q * dims + d]!) ** 2
      if (distance < nearest || (distance === nearest && q < best)) {
        nearest = distance
        best = q
      }
    }
    if (best < 0) continue
    const total = mass[p]! + mass[best]!
    for (let d = 0; d < dims; d++)
      mean[best * dims + d] = (mass[p]! * mean[p * dims + d]! + mass[best]! * mean[best * dims + d]!) / total
    mass[best] = total
    around[best] = [...around[best]!, ...around[p]!]
    target[p] = best
  }
  const numbers = new Map<number, number>()
  const assignment = components.map(component => {
    const root = find(component)
    if (!numbers.has(root)) numbers.set(root, numbers.size)
    return numbers.get(root)!
  })
  return summarise(features, assignment, numbers.size, true)
}

/** Sum over features of their variance over the image. */
function totalVariance({ width, height, dims, data }: PixelFeatures): number {
  const pixels = width * height
  let total = 0
  for (let d = 0; d < dims; d++) {
    let sum = 0
    let squares = 0
    for (let i = d; i < data.length; i += dims) {
      sum += data[i]!
      squares += data[i]! ** 2
    }
    total += squares / pixels - (sum / pixels) ** 2
  }
  return Math.max(0, total)
}
