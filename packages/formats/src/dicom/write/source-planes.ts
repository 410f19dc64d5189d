/** Positions of the slices of a segmentation, and the source file at each position. */
import { CutsError, type LabelMap, type LabelVolume } from '@cuts/core'
import { inSpace } from '../../pixel-grid.ts'
import type { SourceInstance } from './source-instance.ts'

export interface SourceSlices {
  /** Unit vectors along a row and down a column; undefined if the position of the image is unknown. */
  readonly orientation: readonly number[] | undefined
  /** Of columns and rows, mm. */
  readonly spacingMm: readonly [number, number] | undefined
  /** Between slices; for a single slice its thickness, if known. */
  readonly betweenMm: number | undefined
  /** Centre of the first pixel of each slice, mm, LPS. */
  readonly positions: readonly (readonly number[])[] | undefined
  /** The file that each slice was made from, undefined for a slice that no file holds; empty without a source. */
  readonly sources: readonly (SourceInstance | undefined)[]
}

/**
 * Returns the planes of a segmentation. Those of a volume come from its geometry, each with the source at the same
 * position if there is one. An image takes its position from its one source, or lies in the plane z = 0. Throws
 * `Mismatch` for sources that do not belong to the labels, `InvalidArgument` if neither a source nor a geometry is
 * known.
 */
export function planesOf(map: LabelMap | LabelVolume, sources: readonly SourceInstance[]): SourceSlices {
  for (const { name, rows, columns } of sources)
    if (rows !== map.height || columns !== map.width)
      throw mismatch(`${name} has ${columns} x ${rows} pixels, and the segmentation ${map.width} x ${map.height}.`)
  if ('depth' in map) return volumePlanes(map, sources)
  const [source, another] = sources
  if (another !== undefined)
    throw mismatch(
      `an image is one slice, but its source has ${sources.length} files: ${source!.name}, ${another.name}, …`,
    )
  if (source === undefined) {
    if (map.geometry === undefined) throw placeless()
    return volumePlanes({ ...map, depth: 1, geometry: inSpace(map.geometry) }, [])
  }
  const { plane } = source
  return {
    orientation: plane?.orientation,
    spacingMm: plane?.spacingMm,
    betweenMm: plane?.thicknessMm,
    positions: plane === undefined ? undefined : [plane.position],
    sources: [source],
  }
}

function volumePlanes({ depth, geometry }: LabelVolume, sources: readonly SourceInstance[]): SourceSlices {
  if (geometry === undefined) throw placeless()
  const { spacingMm, originMm, direction } = geometry
  const axis = (column: number): number[] => [0, 1, 2].map(row => direction[3 * row + column]!)
  const through = axis(2)
  const positions = Array.from({ length: depth }, (_, z) =>
    originMm.map((origin, row) => origin + through[row]! * spacingMm[2] * z),
  )
  const orientation = [...axis(0), ...axis(1)]
  const placed = { orientation, spacingMm: [spacingMm[0], spacingMm[1]], betweenMm: spacingMm[2] } as const
  if (sources.length === 0) return { ...placed, positions, sources }
  const found = positions.map(position =>
    sourceAt(sources, { position, orientation, through, betweenMm: spacingMm[2] }),
  )
  // A slice that is missing from a series lies between others that are there.
  const lost = found.findIndex((source, slice) => source === undefined && (slice === 0 || slice === depth - 1))
  if (lost >= 0 || new Set(found).size - (found.includes(undefined) ? 1 : 0) < depth / 2) {
    const slice = Math.max(lost, found.indexOf(undefined))
    const place = positions[slice]!.map(value => Number(value.toFixed(3))).join(', ')
    throw mismatch(`none of the ${sources.length} source files lies at the position of slice ${slice}, (${place}) mm.`)
  }
  // Slices that are not quite evenly spaced take the positions of their files.
  return { ...placed, positions: found.map((source, z) => source?.plane?.position ?? positions[z]!), sources: found }
}

/** Largest offset of a file within the plane, mm: positions are stated with a few decimals. */
const toleranceMm = 0.01

interface Slice {
  readonly position: readonly number[]
  readonly orientation: readonly number[]
  readonly through: readonly number[]
  readonly betweenMm: number
}

/** Returns the nearest file, at most a quarter of the way to the next slice and not shifted within the plane. */
function sourceAt(
  sources: readonly SourceInstance[],
  { position, orientation, through, betweenMm }: Slice,
): SourceInstance | undefined {
  let [nearest, nearestMm]: [SourceInstance | undefined, number] = [undefined, betweenMm / 4]
  for (const source of sources) {
    const { plane } = source
    if (plane === undefined) continue
    const off = plane.position.map((value, axis) => value - position[axis]!)
    const along = off.reduce((sum, value, axis) => sum + value * through[axis]!, 0)
    const across = Math.hypot(...off.map((value, axis) => value - along * through[axis]!))
    const isTurned = plane.orientation.some((value, i) => Math.abs(value - orientation[i]!) > 1e-3)
    if (isTurned || across > toleranceMm || Math.abs(along) > nearestMm) continue
    ;[nearest, nearestMm] = [source, Math.abs(along)]
  }
  return nearest
}

function mismatch(message: string): CutsError {
  return new CutsError('Mismatch', message, {
    remedy: 'Give the DICOM files of the series that was segmented, all of them and no others.',
  })
}

function placeless(): CutsError {
  return new CutsError(
    'InvalidArgument',
    'a DICOM segmentation needs a position in the patient, and this image has none.',
    {
      remedy: 'Give the DICOM files that the image was made from, or write another format.',
    },
  )
}
