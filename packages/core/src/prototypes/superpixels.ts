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
  /** Target number of superpixels; the result has about this many. */
  readonly count: number
  /**
   * Weight of position against features: at 1, a grid step of distance weighs as much as the features' standard
   * deviation over the image.
   */
  readonly compactness: number
}

const iterations = 8
/**
 * The last iteration reads every pixel. Earlier iterations read a grid of this many pixels along a superpixel, which is
 * enough for its mean.
 */
const samplesAlong = 8
/** Pieces smaller than this share of a grid cell join a neighbour. */
const smallestShare = 0.25

/** Deterministic: no randomness is involved. */
export function superpixels(features: PixelFeatures, options: SuperpixelOptions): Prototypes {
  const { width, height } = features
  const step = Math.max(1, Math.sqrt((width * height) / options.count))
  const columns = Math.max(1, Math.round(width / step))
  const rows = Math.max(1, Math.round(height / step))
  const weight = (options.compactness ** 2 * totalVariance(features)) / (step * step)
  const grid: Grid = { columns, rows, cellColumn: cells(width, columns), cellRow: cells(height, rows), weight }

  const labels = new Int32Array(width * height)
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++) labels[i] = grid.cellRow[y]! * columns + grid.cellColumn[x]!
  const stride = Math.max(1, Math.floor(step / samplesAlong))
  const centres = createCentres(columns * rows, features.dims)
  for (let iteration = 1; iteration <= iterations; iteration++) {
    moveCentres(features, labels, stride, centres)
    assign(features, grid, iteration < iterations ? stride : 1, centres, labels)
  }
  const { components, count: pieces } = connectedComponents(labels, width, height, 4)
  return joinSmallPieces(features, components, pieces, smallestShare * step * step)
}

/**
 * A regular grid of cells over the image; a pixel chooses among the centres that started in its cell and those around.
 */
interface Grid {
  readonly columns: number
  readonly rows: number
  /** Cell column of every pixel column, cell row of every pixel row. */
  readonly cellColumn: Int32Array
  readonly cellRow: Int32Array
  /** Weight of a squared pixel of distance against squared features. */
  readonly weight: number
}

function cells(length: number, count: number): Int32Array {
  return Int32Array.from({ length }, (_, i) => Math.floor((i * count) / length))
}

/** Means of the pixels of every superpixel: features [count][dims], position [count][2], and the number of pixels. */
interface Centres {
  readonly mean: Float64Array
  readonly position: Float64Array
  readonly mass: Float64Array
}

function createCentres(count: number, dims: number): Centres {
  return {
    mean: new Float64Array(count * dims),
    position: new Float64Array(count * 2),
    mass: new Float64Array(count),
  }
}

/** Labels every `every`-th pixel both ways with the nearest centre. A centre without pixels is ignored. */
function assign(
  { width, height, dims, data }: PixelFeatures,
  { columns, rows, cellColumn, cellRow, weight }: Grid,
  every: number,
  { mean, position, mass }: Centres,
  labels: Int32Array,
): void {
  /** Squared distance of a pixel to a centre, or some larger number than `most` if it is larger. */
  const distance = (p: number, x: number, y: number, at: number, most: number): number => {
    if (mass[p] === 0) return Number.POSITIVE_INFINITY
    let sum = weight * ((x - position[2 * p]!) ** 2 + (y - position[2 * p + 1]!) ** 2)
    // Components come in the order of their variance: most centres are ruled out after a few.
    for (let d = 0, b = p * dims; d < dims && sum < most; d++, b++) sum += (data[at + d]! - mean[b]!) ** 2
    return sum
  }
  for (let y = 0; y < height; y += every) {
    const top = Math.max(0, cellRow[y]! - 1)
    const bottom = Math.min(rows - 1, cellRow[y]! + 1)
    for (let x = 0; x < width; x += every) {
      const left = Math.max(0, cellColumn[x]! - 1)
      const right = Math.min(columns - 1, cellColumn[x]! + 1)
      const at = (y * width + x) * dims
      // The present centre comes first: it mostly stays the nearest, and then rules the others out early.
      let label = labels[y * width + x]!
      let nearest = distance(label, x, y, at, Number.POSITIVE_INFINITY)
      for (let r = top; r <= bottom; r++)
        for (let p = r * columns + left; p <= r * columns + right; p++) {
          if (p === label) continue
          const candidate = distance(p, x, y, at, nearest)
          if (candidate < nearest) {
            nearest = candidate
            label = p
          }
        }
      labels[y * width + x] = label
    }
  }
}

function moveCentres(
  { width, height, dims, data }: PixelFeatures,
  labels: Int32Array,
  every: number,
  { mean, position, mass }: Centres,
): void {
  mean.fill(0)
  position.fill(0)
  mass.fill(0)
  for (let y = 0; y < height; y += every)
    for (let x = 0; x < width; x += every) {
      const i = y * width + x
      const p = labels[i]!
      mass[p]!++
      position[2 * p]! += x
      position[2 * p + 1]! += y
      for (let d = 0; d < dims; d++) mean[p * dims + d]! += data[i * dims + d]!
    }
  for (let p = 0; p < mass.length; p++) {
    const share = mass[p]! > 0 ? 1 / mass[p]! : 0
    position[2 * p]! *= share
    position[2 * p + 1]! *= share
    for (let d = p * dims; d < (p + 1) * dims; d++) mean[d]! *= share
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
