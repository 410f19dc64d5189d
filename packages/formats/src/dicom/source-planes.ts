/** Where the slices of a segmentation lie, and which file of its source lies there too. */
import { CutsError, type LabelMap, type LabelVolume } from '@cuts/core'
import { inSpace } from '../pixel-grid.ts'
import type { SourceInstance } from './source-instance.ts'

export interface SegmentationPlanes {
  /** Unit vectors along a row and down a column; undefined where nobody knows where the image lies. */
  readonly orientation: readonly number[] | undefined
  /** Of columns and rows, mm. */
  readonly spacingMm: readonly [number, number] | undefined
  /** Between slices; of a single slice its thickness, where that is known. */
  readonly betweenMm: number | undefined
  /** Centre of the first pixel of each slice, mm, LPS. */
  readonly positions: readonly (readonly number[])[] | undefined
  /** The file that each slice was made from; empty without a source. */
  readonly sources: readonly SourceInstance[]
}

/**
 * The planes of a volume are those of its geometry, and each has its source where one lies in the same place. An image takes
 * its place from its one source, or lies in the plane z = 0. Throws `Mismatch` for sources that do not belong to the labels,
 * `InvalidArgument` where neither a source nor a geometry is known.
 */
export function planesOf(map: LabelMap | LabelVolume, sources: readonly SourceInstance[]): SegmentationPlanes {
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

function volumePlanes({ depth, geometry }: LabelVolume, sources: readonly SourceInstance[]): SegmentationPlanes {
  if (geometry === undefined) throw placeless()
  const { spacingMm, originMm, direction } = geometry
  const axis = (column: number): number[] => [0, 1, 2].map(row => direction[3 * row + column]!)
  const through = axis(2)
  const positions = Array.from({ length: depth }, (_, z) =>
    originMm.map((origin, row) => origin + through[row]! * spacingMm[2] * z),
  )
  const orientation = [...axis(0), ...axis(1)]
  return {
    orientation,
    spacingMm: [spacingMm[0], spacingMm[1]],
    betweenMm: spacingMm[2],
    positions,
    sources: sources.length === 0 ? [] : positions.map((place, z) => sourceAt(sources, place, orientation, z)),
  }
}

/** Files state positions with a few decimals; slices lie further apart than that. */
const toleranceMm = 0.01

function sourceAt(
  sources: readonly SourceInstance[],
  position: readonly number[],
  orientation: readonly number[],
  slice: number,
): SourceInstance {
  const found = sources.find(
    ({ plane }) =>
      plane !== undefined &&
      Math.hypot(...plane.position.map((value, axis) => value - position[axis]!)) <= toleranceMm &&
      plane.orientation.every((value, i) => Math.abs(value - orientation[i]!) <= 1e-3),
  )
  if (found !== undefined) return found
  const place = position.map(value => Number(value.toFixed(3))).join(', ')
  throw mismatch(`none of the ${sources.length} source files lies where slice ${slice} does, at (${place}) mm.`)
}

function mismatch(message: string): CutsError {
  return new CutsError('Mismatch', message, {
    remedy: 'Give the DICOM files of the series that was segmented, all of them and no others.',
  })
}

function placeless(): CutsError {
  return new CutsError(
    'InvalidArgument',
    'a DICOM segmentation needs a place in the patient, and this image has none.',
    {
      remedy: 'Give the DICOM files that the image was made from, or write another format.',
    },
  )
}
