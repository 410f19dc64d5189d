/** Slices in the order of their position in the patient, and the grid that they form. */
import type { PlaneGeometry, VolumeGeometry } from '@cuts/core'
import { gridFrom, isLength, planeFrom, type Vector } from '../../volume/affine.ts'
import { cross, dot, type Place, type Spacing } from './place.ts'

export interface Arranged {
  /** Volumes (several if slices were taken more than once at every position), each as the indices of its slices. */
  readonly volumes: readonly (readonly number[])[]
  readonly geometry?: VolumeGeometry | undefined
  readonly inPlane?: PlaneGeometry | undefined
  /** Deviations from a regular grid, as clauses. */
  readonly remarks: readonly string[]
}

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
  const volumes = Array.from({ length: count }, (_, t) => stations.map(station => station[t]!))

  const bottom = places[stations[0]![0]!]!.position!
  const top = places[stations.at(-1)![0]!]!.position!
  const gaps = stations.slice(1).map((station, i) => height(station[0]!) - height(stations[i]![0]!))
  const steps = stations.length - 1
  const step = axisOf(bottom, top, steps, normal, slice)
  if (gaps.length > 0) {
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
