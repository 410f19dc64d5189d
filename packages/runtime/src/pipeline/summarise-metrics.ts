/** Means over scored images and volumes. They are kept apart, because pixels and millimetres have no common mean. */
import { paperMetricNames, perMetric, type VolumeMetricName, volumeMetricNames } from '@cuts/core/metrics'
import { meanAndSem } from '@cuts/core/statistics'
import {
  type ImageSummary,
  type MetricMeans,
  type MetricRow,
  type MetricRowName,
  metricRowNames,
  type Summary,
  type VolumeMetricMeans,
  type VolumeRowName,
  type VolumeScores,
  volumeRowNames,
} from '../results/summary.ts'

type Rows<Name extends string, T> = { readonly [row in Name]?: T | undefined }

/** Returns the parts of a summary that hold the scores of its images and volumes. */
export function summariseScores(
  images: readonly Pick<ImageSummary, 'id' | 'metrics' | 'emptyTruth'>[],
  volumes: readonly (VolumeScores & { readonly id: string })[],
): Pick<Summary, 'metrics' | 'volumeMetrics' | 'emptyTruths'> {
  const metrics = summariseMetrics(images.map(image => image.metrics ?? {}))
  const volumeMetrics = summariseVolumeMetrics(volumes)
  const emptyTruths = [...images, ...volumes].filter(({ emptyTruth }) => emptyTruth === true).map(({ id }) => id)
  return {
    ...(Object.keys(metrics).length === 0 ? {} : { metrics }),
    ...(Object.keys(volumeMetrics).length === 0 ? {} : { volumeMetrics }),
    ...(emptyTruths.length === 0 ? {} : { emptyTruths }),
  }
}

/**
 * Returns how many images and volumes the means leave out because their masks mark nothing, or undefined if there are
 * no such masks.
 */
export function tellEmptyTruths(emptyTruths: readonly string[] = []): string | undefined {
  const { length } = emptyTruths
  if (length === 0) return undefined
  return length === 1
    ? `the mask of ${emptyTruths[0]} marks nothing: it is left out of the means.`
    : `${length} masks mark nothing: their images are left out of the means.`
}

/** Returns the mean and standard error over images for every row and metric. Rows that no image has are left out. */
export function summariseMetrics(rows: readonly Rows<MetricRowName, MetricRow>[]): {
  [row in MetricRowName]?: MetricMeans
} {
  return summarise(metricRowNames, rows, held => ({
    ...perMetric(paperMetricNames, metric => meanAndSem(held.map(row => row[metric]))),
    images: held.length,
  }))
}

/** Returns the same over volumes. Distances have a mean only if all of them have the same unit. */
export function summariseVolumeMetrics(volumes: readonly Pick<VolumeScores, 'metrics' | 'distanceUnit'>[]): {
  [row in VolumeRowName]?: VolumeMetricMeans
} {
  const scored = volumes.filter(({ metrics }) => metrics !== undefined)
  const units = new Set(scored.map(({ distanceUnit }) => distanceUnit))
  const [unit] = units
  return summarise(
    volumeRowNames,
    scored.map(({ metrics }) => metrics ?? {}),
    held => {
      const spread = (name: VolumeMetricName) => meanAndSem(held.map(row => row[name]))
      const { hausdorff, hd95, ...others } = perMetric(volumeMetricNames, spread)
      const distances = units.size === 1 && unit !== undefined ? { hausdorff, hd95, distanceUnit: unit } : {}
      return { ...others, ...distances, volumes: held.length }
    },
  )
}

function summarise<Name extends string, Row, Means>(
  names: readonly Name[],
  rows: readonly Rows<Name, Row>[],
  meansOf: (held: readonly Row[]) => Means,
): { [row in Name]?: Means } {
  const means: { [row in Name]?: Means } = {}
  for (const name of names) {
    const held = rows.flatMap(row => row[name] ?? []) as Row[]
    if (held.length > 0) means[name] = meansOf(held)
  }
  return means
}
