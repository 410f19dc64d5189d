/** Positions of the frames of a DICOM image (PS3.3, sections C.7.6.2 and C.7.6.16): LPS, millimetres. */
import type { Vector } from '../../volume/affine.ts'
import { type DataSet, decimalsOf, integerOf, itemsOf } from '../elements.ts'

export interface Place {
  /** Centre of the first pixel. */
  readonly position?: Vector | undefined
  /** Unit vectors along a row and down a column. */
  readonly along?: Vector | undefined
  readonly down?: Vector | undefined
}

export interface Spacing {
  /** Distance from one column, and from one row, to the next. */
  readonly pixel?: readonly [number, number] | undefined
  /** Distance from one slice to the next, or the slice thickness if only that is known. */
  readonly slice?: number | undefined
  /** The spacing is that on the detector; the object before it is smaller. */
  readonly isOnDetector: boolean
}

/** Returns the known part of the position of every frame. */
export function placesOf(set: DataSet, frames: number): Place[] {
  const shared = itemsOf(set, 'sharedGroups')[0]
  const groups = itemsOf(set, 'perFrameGroups')
  const orientation = (group: DataSet | undefined): number[] =>
    group === undefined ? [] : decimalsOf(itemsOf(group, 'planeOrientation')[0] ?? group, 'orientation')
  const position = (group: DataSet | undefined): number[] =>
    group === undefined ? [] : decimalsOf(itemsOf(group, 'planePosition')[0] ?? group, 'position')
  const firstOf = (...candidates: readonly number[][]): number[] => candidates.find(found => found.length > 0) ?? []
  const offsets = decimalsOf(set, 'frameOffsets')
  return Array.from({ length: frames }, (_, frame) => {
    const [ax, ay, az, dx, dy, dz] = firstOf(orientation(groups[frame]), orientation(shared), orientation(set))
    const placed = firstOf(position(groups[frame]), position(shared))
    const own = placed.length > 0 ? placed : frames === 1 || offsets.length === frames ? position(set) : []
    const [x, y, z] = own
    if (ax === undefined || ay === undefined || az === undefined) return {}
    if (dx === undefined || dy === undefined || dz === undefined) return {}
    const along: Vector = [ax, ay, az]
    const down: Vector = [dx, dy, dz]
    if (x === undefined || y === undefined || z === undefined) return { along, down }
    const normal = cross(along, down)
    const offset = placed.length > 0 ? 0 : (offsets[frame] ?? 0)
    return { along, down, position: [x + offset * normal[0], y + offset * normal[1], z + offset * normal[2]] }
  })
}

/** Returns the known spacing; for an ultrasound picture, its scale if there is only one. */
export function spacingOf(set: DataSet): Spacing {
  const measures = [...itemsOf(set, 'perFrameGroups').slice(0, 1), ...itemsOf(set, 'sharedGroups')].flatMap(group =>
    itemsOf(group, 'pixelMeasures'),
  )
  const sources = [...measures, set]
  const first = (name: 'pixelSpacing' | 'spacingBetweenSlices' | 'sliceThickness'): number[] =>
    sources.map(source => decimalsOf(source, name)).find(found => found.length > 0) ?? []
  const stated = first('pixelSpacing')
  const onDetector = decimalsOf(set, 'imagerPixelSpacing')
  // Rows first in the file.
  const [down, along] = stated.length === 2 ? stated : onDetector
  const pixel = along !== undefined && down !== undefined ? ([along, down] as const) : ultrasoundSpacing(set)
  const slice = [...first('spacingBetweenSlices'), ...first('sliceThickness')].find(mm => mm > 0)
  return { pixel, slice, isOnDetector: stated.length !== 2 && onDetector.length === 2 }
}

/** In centimetres along both axes (unit 3), for a picture with one region. */
function ultrasoundSpacing(set: DataSet): readonly [number, number] | undefined {
  const regions = itemsOf(set, 'ultrasoundRegions')
  const [region] = regions
  if (region === undefined || regions.length > 1) return undefined
  const isMetric = integerOf(region, 'regionUnitsX') === 3 && integerOf(region, 'regionUnitsY') === 3
  const [x] = decimalsOf(region, 'regionDeltaX')
  const [y] = decimalsOf(region, 'regionDeltaY')
  return isMetric && x !== undefined && y !== undefined ? [10 * Math.abs(x), 10 * Math.abs(y)] : undefined
}

export function cross([ax, ay, az]: Vector, [bx, by, bz]: Vector): Vector {
  return [ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx]
}

export function dot(a: Vector, b: Vector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}
