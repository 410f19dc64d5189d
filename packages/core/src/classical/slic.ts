/**
 * Simple linear iterative clustering (Achanta et al. 2012) with the steps and constants that made the paper's Table 1:
 * local k-means in colour and position, then pieces that are too small join a neighbour. Superpixels of prototypes are
 * made by another variant, see `superpixels`. O(pixels x iterations).
 */
import type { LabelMap } from '../image/image.ts'
import type { Planes } from '../image/planes.ts'
import { perceivedColours } from './perceived-colours.ts'

export interface SlicOptions {
  /** Target number of regions. */
  readonly segments: number
  /** Weight of position: one grid step of distance weighs as much as this many units of L*a*b*. */
  readonly compactness: number
}

const iterations = 10
/**
 * Pieces smaller than the first share of an average region are joined to a neighbour; pieces larger than the second
 * share are cut.
 */
const smallestShare = 0.5
const largestShare = 3

/** Regions of like colour, 4-connected; labels are numbered from 0 in raster order. Deterministic. */
export function slic(image: Planes, { segments, compactness }: SlicOptions): LabelMap {
  const { width, height } = image
  const colours = weighedColours(image, compactness)
  const centres = centreGrid(width, height, segments)
  const labels = localKmeans(colours, width, height, centres, segments)
  const average = Math.trunc((width * height) / centres.length)
  const [smallest, largest] = [Math.trunc(smallestShare * average), Math.trunc(largestShare * average)]
  return { width, height, labels: connectPieces(labels, width, height, smallest, largest) }
}

/** Returns the colours of the intensities stretched over their whole range, divided by the compactness. */
function weighedColours(image: Planes, compactness: number): Float32Array {
  const low = image.data.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
  const high = image.data.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
  const stretched = image.data.map(value => (high > low ? (2 * (value - low)) / (high - low) - 1 : -1))
  return perceivedColours({ ...image, data: stretched }).data.map(value => value / compactness)
}

/** Centres (x, y) on a grid, half a step from the left and the top; about `segments` of them. */
function centreGrid(width: number, height: number, segments: number): (readonly [number, number])[] {
  const sides = cellSides(width, height, segments)
  const [xs, ys] = [width, height].map((length, axis) => {
    const step = Math.max(1, Math.round(sides[axis]!))
    const first = Math.floor(sides[axis]! / 2)
    return Array.from({ length: Math.ceil((length - first) / step) }, (_, k) => first + k * step)
  }) as [number[], number[]]
  return ys.flatMap(y => xs.map(x => [x, y] as const))
}

/**
 * Returns the sides of a cell, px, if the image is divided into `count` squares. An image thinner than a square is
 * divided along its length.
 */
function cellSides(width: number, height: number, count: number): readonly [number, number] {
  const side = Math.sqrt((width * height) / count)
  if (side <= 1) return [1, 1]
  if (width < side) return [width, height / count]
  if (height < side) return [width / count, height]
  return [side, side]
}

/**
 * Returns the number of the nearest centre of every pixel, among the centres within two cells. Centres start without a
 * colour, so the first assignment is by position alone. Position is weighted by the requested cell; the reach of two
 * cells follows from the number of centres that fitted.
 */
function localKmeans(
  colours: Float32Array,
  width: number,
  height: number,
  centres: readonly (readonly [number, number])[],
  segments: number,
): Int32Array {
  const area = width * height
  const dims = colours.length / area
  const spatial = 1 / Math.max(1, ...cellSides(width, height, segments).map(Math.round)) ** 2
  const [reachX, reachY] = cellSides(width, height, centres.length).map(side => 2 * Math.max(1, Math.round(side))) as [
    number,
    number,
  ]
  const mean = new Float64Array(centres.length * dims)
  const position = Float64Array.from(centres.flat())
  const labels = new Int32Array(area)
  const nearest = new Float64Array(area)
  for (let iteration = 0; iteration < iterations; iteration++) {
    nearest.fill(Number.POSITIVE_INFINITY)
    let changed = false
    for (let k = 0; k < centres.length; k++) {
      const [cx, cy] = [position[2 * k]!, position[2 * k + 1]!]
      const right = Math.min(width - 1, Math.floor(cx + reachX))
      const bottom = Math.min(height - 1, Math.floor(cy + reachY))
      for (let y = Math.max(0, Math.floor(cy - reachY)); y <= bottom; y++)
        for (let x = Math.max(0, Math.floor(cx - reachX)); x <= right; x++) {
          const i = y * width + x
          let distance = spatial * ((x - cx) ** 2 + (y - cy) ** 2)
          for (let d = 0; d < dims; d++) distance += (colours[d * area + i]! - mean[k * dims + d]!) ** 2
          if (distance >= nearest[i]!) continue
          nearest[i] = distance
          if (labels[i] !== k) changed = true
          labels[i] = k
        }
    }
    if (!changed) break
    moveCentres(colours, labels, width, mean, position)
  }
  return labels
}

/** Means of the members; a centre without members stays where it is. */
function moveCentres(
  colours: Float32Array,
  labels: Int32Array,
  width: number,
  mean: Float64Array,
  position: Float64Array,
): void {
  const area = labels.length
  const dims = colours.length / area
  const count = position.length / 2
  const mass = new Float64Array(count)
  const sums = new Float64Array(count * (dims + 2))
  for (let i = 0; i < area; i++) {
    const at = labels[i]! * (dims + 2)
    mass[labels[i]!]!++
    sums[at]! += i % width
    sums[at + 1]! += Math.floor(i / width)
    for (let d = 0; d < dims; d++) sums[at + 2 + d]! += colours[d * area + i]!
  }
  for (let k = 0; k < count; k++) {
    if (mass[k] === 0) continue
    const at = k * (dims + 2)
    position[2 * k] = sums[at]! / mass[k]!
    position[2 * k + 1] = sums[at + 1]! / mass[k]!
    for (let d = 0; d < dims; d++) mean[k * dims + d] = sums[at + 2 + d]! / mass[k]!
  }
}

/**
 * Connected pieces from labels: pieces are grown in raster order and cut once they hold `largest` pixels; one of fewer
 * than `smallest` takes the number of the piece it touched last while growing.
 */
function connectPieces(
  labels: Int32Array,
  width: number,
  height: number,
  smallest: number,
  largest: number,
): Int32Array {
  const pieces = new Int32Array(labels.length).fill(-1)
  const members = new Int32Array(labels.length)
  let next = 0
  for (let start = 0; start < labels.length; start++) {
    if (pieces[start] !== -1) continue
    let touched = 0
    let count = 0
    pieces[start] = next
    members[count++] = start
    for (let visited = 0; visited < count && count < largest; visited++) {
      const i = members[visited]!
      const x = i % width
      const y = (i - x) / width
      for (const [dx, dy] of edgeSteps) {
        if (x + dx < 0 || x + dx >= width || y + dy < 0 || y + dy >= height) continue
        const j = i + dy * width + dx
        if (pieces[j] === -1 && labels[j] === labels[start]) {
          pieces[j] = next
          members[count++] = j
          if (count >= largest) break
        } else if (pieces[j] !== -1 && pieces[j] !== next) touched = pieces[j]!
      }
    }
    if (count >= smallest) next++
    else for (const i of members.subarray(0, count)) pieces[i] = touched
  }
  return pieces
}

const edgeSteps = [
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
] as const
