/**
 * Measures of regions: extent, position, outline and intensities, in pixels and, if the spacing is known, millimetres.
 */
import { expectLength } from '../errors.ts'
import type { Image, LabelMap, PlaneGeometry } from '../image/image.ts'
import type { LabelVolume, Volume, VolumeGeometry } from '../image/volume.ts'
import { perimeters } from './perimeter.ts'

export interface IntensityMeasures {
  readonly mean: number
  /** Of the population: the root of the mean square distance from the mean. */
  readonly standardDeviation: number
  readonly min: number
  readonly max: number
}

/**
 * Positions are column, row and, in a volume, slice, from 0. Values in millimetres are absent if the spacing is
 * unknown.
 */
export interface RegionMeasures {
  readonly label: number
  /** Pixels of an image, voxels of a volume. */
  readonly size: number
  /** Area; only for regions of an image. */
  readonly areaMm2?: number
  /** Volume; only for regions of a volume. */
  readonly volumeMm3?: number
  /** The first and the last column, row and slice that the region reaches. */
  readonly boundingBox: { readonly first: readonly number[]; readonly last: readonly number[] }
  readonly centroid: readonly number[]
  /** In the coordinates of the geometry; for a volume, the patient's (LPS). */
  readonly centroidMm?: readonly number[]
  /** Of a region of an image, holes included; see `perimeters` for the estimator and its bias. */
  readonly perimeter?: number
  readonly perimeterMm?: number
  /**
   * One entry a channel, over the finite values; NaN for a channel without finite values. Absent if no intensities are
   * given.
   */
  readonly intensity?: readonly IntensityMeasures[]
}

/**
 * Measures every label of an image or a volume, in ascending order of labels; a label is one region, connected or not.
 * `intensities` is the image or the volume that the labels lie on. O(pixels x channels). Throws `InvalidArgument` when
 * lengths do not fit.
 */
export function measureRegions(map: LabelMap | LabelVolume, intensities?: Image | Volume): RegionMeasures[] {
  const { width, height, labels, geometry } = map
  const isVolume = 'depth' in map
  const size = isVolume ? [width, height, map.depth] : [width, height]
  const total = size.reduce((product, length) => product * length, 1)
  expectLength('labels', labels.length, total)
  const { ids, region } = numberRegions(labels)
  const extents = measureExtents(region, ids.length, size)
  const values = intensities === undefined ? undefined : measureIntensities(region, extents.count, intensities)
  const outline = isVolume ? undefined : perimeters(region, ids.length, { width, height })
  const spacing = geometry?.spacingMm
  const outlineMm =
    isVolume || spacing === undefined ? undefined : perimeters(region, ids.length, { width, height, spacing })
  const mm = spacing?.reduce((product, length) => product * length, 1)
  const axes = size.length

  return ids.map((label, r) => {
    const centroid = size.map((_, axis) => extents.sum[axes * r + axis]! / extents.count[r]!)
    return {
      label,
      size: extents.count[r]!,
      ...(mm === undefined ? {} : { [isVolume ? 'volumeMm3' : 'areaMm2']: extents.count[r]! * mm }),
      boundingBox: {
        first: [...extents.first.subarray(axes * r, axes * (r + 1))],
        last: [...extents.last.subarray(axes * r, axes * (r + 1))],
      },
      centroid,
      ...(geometry === undefined ? {} : { centroidMm: toMm(centroid, geometry) }),
      ...(outline === undefined ? {} : { perimeter: outline[r]! }),
      ...(outlineMm === undefined ? {} : { perimeterMm: outlineMm[r]! }),
      ...(values === undefined ? {} : { intensity: values[r]! }),
    }
  })
}

/** Returns the labels that occur, ascending, and the rank of every pixel's label among them. */
function numberRegions(labels: Int32Array): { ids: number[]; region: Int32Array } {
  const seen = new Set<number>()
  for (let i = 0; i < labels.length; i++) if (i === 0 || labels[i] !== labels[i - 1]) seen.add(labels[i]!)
  const ids = [...seen].sort((a, b) => a - b)
  const rank = new Map(ids.map((id, r) => [id, r]))
  const region = new Int32Array(labels.length)
  for (let i = 0; i < labels.length; i++)
    region[i] = i > 0 && labels[i] === labels[i - 1] ? region[i - 1]! : rank.get(labels[i]!)!
  return { ids, region }
}

function measureExtents(region: Int32Array, regions: number, size: readonly number[]) {
  const axes = size.length
  const [width = 1, height = 1] = size
  const count = new Float64Array(regions)
  const sum = new Float64Array(axes * regions)
  const first = new Int32Array(axes * regions).fill(Math.max(...size))
  const last = new Int32Array(axes * regions).fill(-1)
  const at = [0, 0, 0]
  for (let i = 0; i < region.length; i++) {
    const r = region[i]!
    at[0] = i % width
    const row = (i - at[0]) / width
    at[1] = row % height
    at[2] = (row - at[1]) / height
    count[r]!++
    for (let axis = 0, to = axes * r; axis < axes; axis++, to++) {
      const position = at[axis]!
      sum[to]! += position
      if (position < first[to]!) first[to] = position
      if (position > last[to]!) last[to] = position
    }
  }
  return { count, sum, first, last }
}

/** [regions][channels]; the spread is summed around the mean, so that large values lose nothing. */
function measureIntensities(
  region: Int32Array,
  count: Float64Array,
  { channels, pixels }: Image | Volume,
): IntensityMeasures[][] {
  expectLength('intensities', pixels.length, channels * region.length)
  const measures: IntensityMeasures[][] = Array.from(count, () => [])
  for (let c = 0; c < channels; c++) {
    const plane = pixels.subarray(c * region.length, (c + 1) * region.length)
    const finite = new Float64Array(count.length)
    const mean = new Float64Array(count.length)
    const squares = new Float64Array(count.length)
    const min = new Float64Array(count.length).fill(Number.POSITIVE_INFINITY)
    const max = new Float64Array(count.length).fill(Number.NEGATIVE_INFINITY)
    for (let i = 0; i < plane.length; i++) {
      const value = plane[i]!
      if (!Number.isFinite(value)) continue
      const r = region[i]!
      finite[r]!++
      mean[r]! += value
      if (value < min[r]!) min[r] = value
      if (value > max[r]!) max[r] = value
    }
    for (let r = 0; r < mean.length; r++) mean[r]! /= finite[r]!
    for (let i = 0; i < plane.length; i++)
      if (Number.isFinite(plane[i])) squares[region[i]!]! += (plane[i]! - mean[region[i]!]!) ** 2
    for (const [r, channel] of measures.entries()) {
      const isKnown = finite[r]! > 0
      channel.push({
        mean: mean[r]!,
        standardDeviation: Math.sqrt(squares[r]! / finite[r]!),
        min: isKnown ? min[r]! : Number.NaN,
        max: isKnown ? max[r]! : Number.NaN,
      })
    }
  }
  return measures
}

/** Origin plus direction times spacing times index. */
function toMm(index: readonly number[], geometry: PlaneGeometry | VolumeGeometry): number[] {
  const { spacingMm, originMm, direction } = geometry
  const axes = index.length
  return index.map((_, row) =>
    index.reduce(
      (sum, position, column) => sum + direction[row * axes + column]! * spacingMm[column]! * position,
      originMm[row]!,
    ),
  )
}
