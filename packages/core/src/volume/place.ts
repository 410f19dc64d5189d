/** Between the voxels of a grid and places in the patient (LPS, millimetres). */
import { CutsError } from '../errors.ts'
import type { Volume, VolumeGeometry } from '../image/volume.ts'

type Triple = readonly [number, number, number]

/** The place of the centre of voxel (i, j, k), mm; whole voxels or parts of them. */
export function placeOfVoxel({ spacingMm, originMm, direction }: VolumeGeometry, [i, j, k]: Triple): Triple {
  const along = [i * spacingMm[0], j * spacingMm[1], k * spacingMm[2]]
  const coordinate = (row: 0 | 1 | 2): number =>
    originMm[row] + along.reduce((sum, mm, axis) => sum + mm * direction[3 * row + axis]!, 0)
  return [coordinate(0), coordinate(1), coordinate(2)]
}

/** The voxel (i, j, k) that holds a place. Throws `InvalidArgument` for a place outside the volume. */
export function voxelAt(
  { width, height, depth }: Pick<Volume, 'width' | 'height' | 'depth'>,
  geometry: VolumeGeometry,
  place: Triple,
): Triple {
  const { spacingMm, originMm, direction } = geometry
  const from = place.map((value, row) => value - originMm[row]!)
  // Axes need not be at right angles: a gantry may be tilted. Cramer's rule.
  const whole = determinant(direction)
  const voxel = [0, 1, 2].map(axis => {
    const exchanged = direction.map((value, at) => (at % 3 === axis ? from[Math.floor(at / 3)]! : value))
    // Adding 0 makes -0 a plain zero.
    return Math.round(determinant(exchanged) / whole / spacingMm[axis]!) + 0
  }) as unknown as Triple
  const sizes = [width, height, depth]
  if (voxel.every((value, axis) => value >= 0 && value < sizes[axis]!)) return voxel
  const mm = (values: readonly number[]): string => values.map(value => Number(value.toFixed(1))).join(', ')
  throw new CutsError('InvalidArgument', `(${mm(place)}) mm lies outside the volume.`, {
    remedy: `Its first voxel is at (${mm(originMm)}) and its last at (${mm(placeOfVoxel(geometry, [width - 1, height - 1, depth - 1]))}): x to the left, y to the back, z to the head.`,
  })
}

function determinant([a, b, c, d, e, f, g, h, i]: readonly number[]): number {
  return a! * (e! * i! - f! * h!) - b! * (d! * i! - f! * g!) + c! * (d! * h! - e! * g!)
}
