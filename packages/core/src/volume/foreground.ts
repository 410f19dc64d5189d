/**
 * Separates the patient from the air around in three dimensions, without labels. Padding comes first: one value, the
 * lowest, that fills most of the volume's border, as skull stripping and round fields of view leave it. What is left
 * may hold real air: dark, even voxels (see `airAndTissue`). Either reaches an edge of the box; a windpipe that is cut
 * by the first slice does not, and stays. Small separate parts are dropped. O(voxels).
 */
import { CutsError } from '../errors.ts'
import { airAndTissue, outline } from '../image/foreground.ts'
import type { Volume } from '../image/volume.ts'
import { createSliceComponents } from './slice-components.ts'

/** Padding fills at least this share of the border. */
const leastPadding = 0.5
/** Air is looked for if at least this share of the border is not padding. */
const leastOpen = 0.05
/** Air covers at least this share of the volume. */
const leastAir = 0.01
/** A part of the foreground is at least this share of its largest part. */
const leastPart = 0.05
/** The levels of air and tissue are read from about this many voxels. */
const samples = 1 << 18
/** Voxels between two reports of progress. */
const toldEvery = 1 << 18

/**
 * 1 for the patient, 0 for air, [slice][row][column]. Only the first channel is looked at; it must be finite.
 * `onProgress` is told the share that is done.
 */
export function volumeForeground(volume: Volume, onProgress: (share: number) => void = () => {}): Uint8Array {
  const { width, height, depth, pixels } = volume
  const voxels = width * height * depth
  const grey = pixels.subarray(0, voxels)
  const within =
    (from: number, to: number): Tell =>
    share =>
      onProgress(from + share * (to - from))
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (let i = 0; i < voxels; i++) {
    if (grey[i]! < low) low = grey[i]!
    if (grey[i]! > high) high = grey[i]!
  }
  if (low === high)
    throw new CutsError('InvalidImage', `all voxels of the volume have the value ${low}: it shows nothing but air.`, {
      remedy: 'Check that the right file was exported.',
    })
  const border = borderOf(volume)
  const padded = border.reduce((sum, i) => sum + (grey[i] === low ? 1 : 0), 0) / border.length
  const inside = new Uint8Array(voxels).fill(1)
  if (padded >= leastPadding)
    clear(
      inside,
      reaching(volume, i => grey[i] === low, within(0.05, 0.35)),
    )
  if (1 - padded >= leastOpen) removeAir(volume, grey, inside, within(0.35, 0.7))
  return keepLargeParts(volume, inside, within(0.7, 1))
}

type Tell = (share: number) => void

function removeAir(volume: Volume, grey: Float32Array, inside: Uint8Array, tell: Tell): void {
  const stride = Math.max(1, Math.floor(grey.length / samples))
  // A stride that has a factor with the row or the slice in common would see few columns only.
  const step = stride % 2 === 0 ? stride + 1 : stride
  const sample: number[] = []
  for (let i = 0; i < grey.length; i += step) if (inside[i] !== 0) sample.push(grey[i]!)
  const levels = sample.length === 0 ? undefined : airAndTissue(Float32Array.from(sample))
  if (levels === undefined) return
  const limit = levels.air + outline * (levels.tissue - levels.air)
  // Padding counts as dark: air behind it reaches the edge through it.
  const air = reaching(volume, i => inside[i] === 0 || grey[i]! < limit, tell)
  let count = 0
  for (const value of air) count += value
  if (count < leastAir * air.length || count === air.length) return
  clear(inside, air)
}

function clear(inside: Uint8Array, air: Uint8Array): void {
  for (let i = 0; i < inside.length; i++) if (air[i] !== 0) inside[i] = 0
}

/** Marks the voxels of `isDark` that are connected, by faces, with such a voxel on an edge of the box. */
function reaching({ width, height, depth }: Volume, isDark: (i: number) => boolean, tell: Tell): Uint8Array {
  const marked = new Uint8Array(width * height * depth)
  const edges: number[] = []
  const isOnEdge = (x: number, y: number, z: number): boolean =>
    Number(x === 0 || x === width - 1) + Number(y === 0 || y === height - 1) + Number(z === 0 || z === depth - 1) > 1
  for (let z = 0, i = 0; z < depth; z++)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++, i++) {
        if (isOnEdge(x, y, z) && isDark(i)) edges.push(i)
      }
  const area = width * height
  const stack = edges
  for (const i of edges) marked[i] = 1
  let visited = 0
  const visit = (j: number): void => {
    if (marked[j] !== 0 || !isDark(j)) return
    marked[j] = 1
    stack.push(j)
  }
  for (let i = stack.pop(); i !== undefined; i = stack.pop()) {
    if (++visited % toldEvery === 0) tell(visited / marked.length)
    const x = i % width
    const y = Math.floor(i / width) % height
    const z = Math.floor(i / area)
    if (x > 0) visit(i - 1)
    if (x + 1 < width) visit(i + 1)
    if (y > 0) visit(i - width)
    if (y + 1 < height) visit(i + width)
    if (z > 0) visit(i - area)
    if (z + 1 < depth) visit(i + area)
  }
  return marked
}

/** Voxels on the six faces of the box. */
function borderOf({ width, height, depth }: Volume): number[] {
  const border: number[] = []
  for (let z = 0; z < depth; z++)
    for (let y = 0; y < height; y++) {
      const row = (z * height + y) * width
      if (z === 0 || z === depth - 1 || y === 0 || y === height - 1)
        for (let x = 0; x < width; x++) border.push(row + x)
      else border.push(row, row + width - 1)
    }
  return border
}

/** Drops parts that are much smaller than the largest; parts are connected by faces. */
function keepLargeParts({ width, height, depth }: Volume, inside: Uint8Array, tell: Tell): Uint8Array {
  const area = width * height
  const labels = new Int32Array(area)
  const numberAll = (start: number, visit: (i: number, number: number) => void): Int32Array => {
    const components = createSliceComponents(width, height)
    for (let z = 0; z < depth; z++) {
      tell((start + z) / (2 * depth))
      for (let i = 0; i < area; i++) labels[i] = inside[z * area + i] !== 0 ? 0 : -1
      const numbers = components.add(labels)
      for (let i = 0; i < area; i++) if (numbers[i]! >= 0) visit(z * area + i, numbers[i]!)
    }
    return components.finish().component
  }
  const counts: number[] = []
  const component = numberAll(0, (_, number) => {
    counts[number] = (counts[number] ?? 0) + 1
  })
  const sizes = new Float64Array(component.length)
  for (const [number, count] of counts.entries()) sizes[component[number]!]! += count
  const least = leastPart * sizes.reduce((a, b) => Math.max(a, b), 0)
  // Provisional numbers are the same whenever the same slices come.
  numberAll(depth, (i, number) => {
    if (sizes[component[number]!]! < least) inside[i] = 0
  })
  return inside
}
