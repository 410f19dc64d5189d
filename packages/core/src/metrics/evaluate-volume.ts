/** A volume's mask scored against its truth in three dimensions, as one object and not slice by slice. */
import { CutsError } from '../errors.ts'
import type { VolumeMask } from '../image/volume.ts'
import type { LengthUnit, VolumeMetricName } from './table.ts'
import { metricTable, perMetric, volumeMetricNames } from './table.ts'

/** All metrics that have a meaning for volumes. */
export type VolumeMetrics = { readonly [name in VolumeMetricName]: number }

/**
 * Scores a volume by every metric that has a meaning in three dimensions. Distances are in the unit that `lengthUnit`
 * returns. Throws `Mismatch` if the sizes differ. Needs about 18 bytes a voxel of the box that holds both masks.
 */
export function evaluateVolume(prediction: VolumeMask, truth: VolumeMask): VolumeMetrics {
  const { width, height, depth } = truth
  if (prediction.width !== width || prediction.height !== height || prediction.depth !== depth)
    throw new CutsError('Mismatch', `a mask of ${sizeOf(prediction)} cannot be scored against one of ${sizeOf(truth)}.`)
  const spacing = truth.geometry?.spacingMm ?? ([1, 1, 1] as const)
  const grid = { width, height, depth, spacing }
  return perMetric(volumeMetricNames, name => metricTable[name].measureVolume(prediction.data, truth.data, grid))
}

/** Returns the unit of a volume's distances: millimetres, or voxels if its file does not say how far they are apart. */
export function lengthUnit({ geometry }: Pick<VolumeMask, 'geometry'>): Exclude<LengthUnit, 'px'> {
  return geometry === undefined ? 'voxels' : 'mm'
}

function sizeOf({ width, height, depth }: VolumeMask): string {
  return `${width}x${height}x${depth}`
}
