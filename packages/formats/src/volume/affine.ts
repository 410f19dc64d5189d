/**
 * Grids from the axes that files state. Only this module converts between the two worlds: NIfTI, MGH and most NRRD
 * files point right, anterior, superior (RAS); DICOM, ITK and this library left, posterior, superior (LPS), which is x
 * and y reversed.
 */
import type { PlaneGeometry, VolumeGeometry } from '@cuts/core'

export type Vector = readonly [number, number, number]

/** Signs from a world to LPS. */
export const ras: Vector = [-1, -1, 1]
export const las: Vector = [1, -1, 1]
export const lps: Vector = [1, 1, 1]

/**
 * Returns the grid whose voxel (i, j, k) has its centre at origin + i * axes[0] + j * axes[1] + k * axes[2] millimetres
 * of `world`. Undefined if an axis has no length or a number is not finite: the position of such a file is unknown.
 */
export function gridFrom(
  axes: readonly [Vector, Vector, Vector],
  origin: Vector,
  world: Vector = lps,
): VolumeGeometry | undefined {
  const spacing = axes.map(axis => Math.hypot(...axis)) as [number, number, number]
  if (!spacing.every(isLength) || !origin.every(Number.isFinite)) return undefined
  return {
    spacingMm: spacing,
    originMm: [world[0] * origin[0], world[1] * origin[1], world[2] * origin[2]],
    direction: [0, 1, 2].flatMap(row =>
      axes.map((axis, column) => plain((world[row]! * axis[row]!) / spacing[column]!)),
    ),
  }
}

/** Returns the grid of pixels in their plane, along columns and rows, if only spacing is known. */
export function planeFrom(spacing: readonly number[]): PlaneGeometry | undefined {
  const [x = Number.NaN, y = Number.NaN] = spacing
  return isLength(x) && isLength(y) ? { spacingMm: [x, y], originMm: [0, 0], direction: [1, 0, 0, 1] } : undefined
}

export function isLength(mm: number): boolean {
  return Number.isFinite(mm) && mm > 0
}

/** No negative zeros. */
function plain(value: number): number {
  return value === 0 ? 0 : value
}
