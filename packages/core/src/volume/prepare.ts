/**
 * Intensities of a volume as features: scaled inside the foreground so that neither air nor metal takes the range,
 * smoothed by half the shortest side of a voxel, and packed into two bytes a voxel.
 *
 * The scale is not linear. CT spreads from air in the bowel to bone over thousands of units, and soft tissues, most of
 * the body, lie within a hundred. Values are moved along the integral of the cube root of their density, the companding
 * under which a quantiser errs least (Panter and Dite 1951): common values are spread, rare ones drawn together, and
 * none are merged.
 */

import { percentiles } from '../image/scale.ts'
import type { Volume } from '../image/volume.ts'
import type { VoxelSource } from './voxel-source.ts'

export interface VolumePreparation {
  /** 1 for voxels that count, [slice][row][column]. */
  readonly foreground: Uint8Array
  readonly spacingMm: VoxelSource['spacingMm']
}

/** Values beyond these percentiles of the foreground are clipped. */
const clipped = [0.1, 99.9] as const
const bins = 512
/** The largest packed value; 0 is air. */
const largest = 65535
/** Standard deviation of the smoothing, as a share of the shortest side of a voxel. */
const sigma = 0.5

/**
 * Returns features in [-1, 1], a dimension a channel. Pixels must be finite. O(voxels), 2 bytes a voxel and channel.
 * `onProgress` is told the share that is done.
 */
export function prepareVolume(
  volume: Volume,
  { foreground, spacingMm }: VolumePreparation,
  onProgress: (share: number) => void = () => {},
): VoxelSource {
  const { width, height, depth, channels: dims, pixels } = volume
  const voxels = foreground.length
  const packed: Uint16Array[] = []
  for (let channel = 0; channel < dims; channel++) {
    const values = pixels.subarray(channel * voxels, (channel + 1) * voxels)
    packed.push(
      packChannel(values, foreground, { width, height, depth, spacingMm }, share =>
        onProgress((channel + share) / dims),
      ),
    )
  }
  const area = width * height
  return {
    width,
    height,
    depth,
    dims,
    spacingMm,
    read: (slice, out) => {
      for (const [d, channel] of packed.entries())
        for (let i = slice * area, to = d; i < (slice + 1) * area; i++, to += dims) {
          const value = channel[i]!
          out[to] = value === 0 ? Number.NaN : ((value - 1) / (largest - 1)) * 2 - 1
        }
    },
  }
}

/** Smooths within the foreground (voxels of air count for nothing), scales and packs. */
function packChannel(
  values: Float32Array,
  foreground: Uint8Array,
  { width, height, depth, spacingMm }: Omit<VoxelSource, 'dims' | 'read'>,
  tell: (share: number) => void,
): Uint16Array {
  const area = width * height
  const scale = companding(values, foreground)
  const deviation = sigma * Math.min(...spacingMm)
  const [sideX, sideY, sideZ] = spacingMm.map(mm => Math.exp(-0.5 * (mm / deviation) ** 2)) as [number, number, number]
  /** Smoothed in the plane: sums of weights times values, and of weights. Three slices at a time. */
  const ring = Array.from({ length: 3 }, () => ({ sum: new Float32Array(area), weight: new Float32Array(area) }))
  const own = new Float32Array(area)
  const rows = { sum: new Float32Array(area), weight: new Float32Array(area) }
  const smoothPlane = (slice: number): void => {
    const { sum, weight } = ring[slice % 3]!
    const inside = foreground.subarray(slice * area, (slice + 1) * area)
    for (let i = 0; i < area; i++) own[i] = inside[i] === 0 ? 0 : scale(values[slice * area + i]!)
    blurLine(own, rows.sum, width, sideX)
    blurLine(inside, rows.weight, width, sideX)
    blurAcross(rows.sum, sum, width, sideY)
    blurAcross(rows.weight, weight, width, sideY)
  }
  const out = new Uint16Array(values.length)
  const none = { sum: new Float32Array(area), weight: new Float32Array(area) }
  smoothPlane(0)
  for (let z = 0; z < depth; z++) {
    tell(z / depth)
    if (z + 1 < depth) smoothPlane(z + 1)
    const [before, middle, after] = [z === 0 ? none : ring[(z + 2) % 3]!, ring[z % 3]!, z + 1 === depth ? none : ring[(z + 1) % 3]!] // biome-ignore format: three slices
    for (let i = 0; i < area; i++) {
      if (foreground[z * area + i] === 0) continue
      const sum = middle.sum[i]! + sideZ * (before.sum[i]! + after.sum[i]!)
      const weight = middle.weight[i]! + sideZ * (before.weight[i]! + after.weight[i]!)
      out[z * area + i] = 1 + Math.round((sum / weight) * (largest - 1))
    }
  }
  return out
}

/** Adds to every value those beside it in its row, weighted by `side`. */
function blurLine(values: Float32Array | Uint8Array, out: Float32Array, width: number, side: number): void {
  for (let start = 0; start < values.length; start += width)
    for (let x = 0, i = start; x < width; x++, i++)
      out[i] = values[i]! + side * ((x > 0 ? values[i - 1]! : 0) + (x + 1 < width ? values[i + 1]! : 0))
}

/** Adds to every value those above and below, weighted by `side`. */
function blurAcross(values: Float32Array, out: Float32Array, width: number, side: number): void {
  for (let i = 0; i < values.length; i++)
    out[i] =
      values[i]! + side * ((i >= width ? values[i - width]! : 0) + (i + width < values.length ? values[i + width]! : 0))
}

/** Returns the map of values to [0, 1]; a foreground of one value maps to 0.5. */
function companding(values: Float32Array, foreground: Uint8Array): (value: number) => number {
  // Not `filter`, which gathers a list of 8 bytes and more a voxel first.
  const inside = new Float32Array(foreground.reduce((count, value) => count + value, 0))
  for (let i = 0, to = 0; i < values.length; i++) if (foreground[i] !== 0) inside[to++] = values[i]!
  const [low, high] = percentiles(inside, clipped) as [number, number]
  if (!(high > low)) return () => 0.5
  const counts = new Float64Array(bins)
  const factor = bins / (high - low)
  for (const value of inside) counts[Math.min(bins - 1, Math.max(0, Math.floor((value - low) * factor)))]!++
  const curve = new Float64Array(bins + 1)
  for (let bin = 0; bin < bins; bin++) curve[bin + 1] = curve[bin]! + Math.cbrt(density(counts, bin))
  const total = curve[bins]!
  return value => {
    const place = Math.min(bins, Math.max(0, (value - low) * factor))
    const bin = Math.min(bins - 1, Math.floor(place))
    return (curve[bin]! + (place - bin) * (curve[bin + 1]! - curve[bin]!)) / total
  }
}

/** Counts around a bin: whole-numbered values leave bins empty that are none. */
function density(counts: Float64Array, bin: number): number {
  let sum = 0
  for (let near = Math.max(0, bin - 4); near <= Math.min(bins - 1, bin + 4); near++) sum += counts[near]!
  return sum
}
