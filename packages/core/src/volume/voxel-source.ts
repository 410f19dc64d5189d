/** Features of a volume's voxels, one slice at a time, so that no stage needs the whole volume in memory. */

/** A volume that can be gone through several times. */
export interface VoxelSource {
  readonly width: number
  readonly height: number
  readonly depth: number
  /** Features of a voxel. */
  readonly dims: number
  /** Distance between voxels along columns, rows and slices, in mm. */
  readonly spacingMm: readonly [number, number, number]
  /**
   * Writes the features of a slice into `out`, [row][column][dims]. The first feature of a voxel that is air is NaN.
   * Slices are asked for in ascending order, some left out.
   */
  readonly read: (slice: number, out: Float32Array) => void
}

/** The space that voxels take: the side of a cube as large as a voxel, in mm. */
export function voxelSide([x, y, z]: VoxelSource['spacingMm']): number {
  return Math.cbrt(x * y * z)
}
