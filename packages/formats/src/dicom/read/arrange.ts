/** Slices in the order of their position in the patient, and the grid that they form. */
import type { PlaneGeometry, VolumeGeometry } from '@cuts/core'
import { gridFrom, isLength, planeFrom, type Vector } from '../../volume/affine.ts'
import { cross, dot, type Place, type Spacing } from './place.ts'

export interface Arranged {
  /** Volumes (several if slices were taken more than once at every position), each as the indices of its slices; `missingSlice` where there is none. */
  readonly volumes: readonly (readonly number[])[]
  readonly geometry?: VolumeGeometry | undefined
  readonly inPlane?: PlaneGeometry | undefined
  /** Deviations from a regular grid, as clauses. */
  readonly remarks: readonly string[]
}

/** In place of an index: the grid has a slice here, and no file does. */
export const missingSlice = -1

/** Slices nearer than this have the same position, mm. */
const samePlaceMm = 1e-3

/**
 * Sorts slices, given in the order of their numbers, along the normal of their plane. Slices without a position stay in
 * the given order, and the grid is known in their plane at most. Slices must be parallel.
 */
export function arrangeSlices(places: readonly Place[], { pixel, slice }: Spacing): Arranged {
  const all = places.map((_, index) => index)
  const inPlane = pixel && planeFrom(pixel)
  const [first] = places
  if (first?.along === undefined || first.down === undefined || places.some(place => place.position === undefined))
    return { volumes: [all], inPlane, remarks: [] }
  const normal = cross(first.along, first.down)
  const height = (index: number): number => dot(places[index]!.position!, normal)

  const stations: number[][] = []
  for (const index of all.toSorted((a, b) => height(a) - height(b) || a - b)) {
    const station = stations.at(-1)
    if (station !== undefined && height(index) - height(station[0]!) < samePlaceMm) station.push(index)
    else stations.push([index])
  }
  const counts = stations.map(station => station.length)
  const count = Math.min(...counts)
  const remarks: string[] = []
  if (Math.max(...counts) > count)
    remarks.push(`between ${count} and ${Math.max(...counts)} slices lie at one place; ${count} of each are used`)
  const bottom = places[stations[0]![0]!]!.position!
  const top = places[stations.at(-1)![0]!]!.position!
  const gaps = stations.slice(1).map((station, i) => height(station[0]!) - height(stations[i]![0]!))
  const jumps = stepsBetween(gaps)
  const steps = jumps.reduce((sum, jump) => sum + jump, 0)
  const missing = steps - gaps.length
  const volumes = Array.from({ length: count }, (_, t) =>
    stations.flatMap((station, i) => [
      ...Array<number>(i === 0 ? 0 : jumps[i - 1]! - 1).fill(missingSlice),
      station[t]!,
    ]),
  )
  const step = axisOf(bottom, top, steps, normal, slice)
  if (missing > 0)
    remarks.push(
      `${missing === 1 ? 'a slice is' : `${missing} slices are`} missing, and ${missing === 1 ? 'is' : 'are'} filled from the slices around, so that all others are at their places`,
    )
  else if (gaps.length > 0) {
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length
    const [least, most] = [Math.min(...gaps), Math.max(...gaps)]
    if (most - least > 0.05 * mean + 0.01)
      remarks.push(
        `slices lie ${least.toFixed(2)} to ${most.toFixed(2)} mm apart and are taken as ${mean.toFixed(2)} mm apart`,
      )
  }
  const geometry =
    pixel && step && gridFrom([scaled(first.along, pixel[0]), scaled(first.down, pixel[1]), step], bottom)
  return geometry === undefined ? { volumes, inPlane, remarks } : { volumes, geometry, remarks }
}

/**
 * Returns how many steps of a regular grid lie between each slice and the next: more than one where slices are missing. Where slices
 * lie unevenly, or more are missing than there are, each is one step from the next.
 */
function stepsBetween(gaps: readonly number[]): number[] {
  const each = gaps.map(() => 1)
  const usual = gaps.toSorted((a, b) => a - b)[Math.floor((gaps.length - 1) / 2)]
  if (usual === undefined) return each
  const jumps = gaps.map(gap => Math.round(gap / usual))
  const isRegular = gaps.every((gap, i) => jumps[i]! > 0 && Math.abs(gap - jumps[i]! * usual) <= 0.05 * usual + 0.01)
  const missing = jumps.reduce((sum, jump) => sum + jump - 1, 0)
  return isRegular && missing <= gaps.length ? jumps : each
}

/**
 * Returns the step from one slice to the next: from the first and the last position, which may be oblique; for one
 * slice, its stated spacing.
 */
function axisOf(
  bottom: Vector,
  top: Vector,
  steps: number,
  normal: Vector,
  stated: number | undefined,
): Vector | undefined {
  if (steps > 0) return [0, 1, 2].map(row => (top[row]! - bottom[row]!) / steps) as [number, number, number]
  return stated !== undefined && isLength(stated) ? scaled(normal, stated) : undefined
}

function scaled([x, y, z]: Vector, length: number): Vector {
  return [x * length, y * length, z * length]
}
