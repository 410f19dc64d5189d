/**
 * The metrics of masks, in one table: what each is called, how it is read and how it is computed. Schemas, means,
 * columns and words come from it. Each definition is beside its function.
 */
import type { VoxelGrid } from '../image/voxel-grid.ts'
import { ergas } from './ergas.ts'
import { hausdorff, voxelHausdorff } from './hausdorff.ts'
import { hausdorff95, voxelHausdorff95 } from './hausdorff95.ts'
import { dice, rmse } from './overlap.ts'
import { maskSsim } from './ssim.ts'

/** Unit of distances: pixels for a picture; for a volume millimetres, or voxels if its spacing is unknown. */
export type LengthUnit = 'px' | 'mm' | 'voxels'

export interface Metric {
  readonly title: string
  /** The unit for pictures, of a metric that has one. It is a length: for volumes it is mm or voxels. */
  readonly unit?: 'px'
  readonly better: 'high' | 'low'
  /** Number of decimals to show. */
  readonly digits: number
  readonly doc: string
  /** Whether the metric is one of the five of the paper's Table 1. */
  readonly inPaper: boolean
  /** Whether narrow tables show its standard error. */
  readonly withError: boolean
  /** Compares two masks of one size, [height][width]; anything but 0 is inside. */
  readonly measure: (prediction: Uint8Array, truth: Uint8Array, width: number, height: number) => number
  /**
   * Compares two masks of one grid, [slice][row][column]; for one slice of spacing 1 it equals `measure`. Absent from
   * SSIM and ERGAS: they are means over small windows, of which nearly all in a volume lie far from both masks and
   * count as right.
   */
  readonly measureVolume?: (prediction: Uint8Array, truth: Uint8Array, grid: VoxelGrid) => number
}

export const metricTable = {
  dice: {
    title: 'Dice',
    better: 'high',
    digits: 3,
    doc: 'overlap of two masks, 0 to 1',
    inPaper: true,
    withError: true,
    measure: dice,
    measureVolume: dice,
  },
  hausdorff: {
    title: 'Hausdorff',
    unit: 'px',
    better: 'low',
    digits: 2,
    doc: 'largest distance from one mask to the other',
    inPaper: true,
    withError: true,
    measure: hausdorff,
    measureVolume: voxelHausdorff,
  },
  hd95: {
    title: 'HD95',
    unit: 'px',
    better: 'low',
    digits: 2,
    doc: 'distance that 95 % of the outlines keep to each other',
    inPaper: false,
    withError: false,
    measure: hausdorff95,
    measureVolume: voxelHausdorff95,
  },
  ssim: {
    title: 'SSIM',
    better: 'high',
    digits: 3,
    doc: 'structural similarity of the masks, at most 1',
    inPaper: true,
    withError: false,
    measure: maskSsim,
  },
  ergas: {
    title: 'ERGAS',
    better: 'low',
    digits: 0,
    doc: 'relative error, scaled as in the paper',
    inPaper: true,
    withError: false,
    measure: ergas,
  },
  rmse: {
    title: 'RMSE',
    better: 'low',
    digits: 3,
    doc: 'square root of the share of wrong pixels',
    inPaper: true,
    withError: false,
    measure: rmse,
    measureVolume: rmse,
  },
} as const satisfies { readonly [name: string]: Metric }

/** Name of a metric in results and tables. */
export type MetricName = keyof typeof metricTable

/** Name of one of the five metrics of the paper's Table 1. */
export type PaperMetricName = {
  [Name in MetricName]: (typeof metricTable)[Name]['inPaper'] extends true ? Name : never
}[MetricName]

/** Name of a metric that has a meaning in three dimensions. */
export type VolumeMetricName = {
  [Name in MetricName]: (typeof metricTable)[Name] extends Required<Pick<Metric, 'measureVolume'>> ? Name : never
}[MetricName]

/** All metrics, in the order of tables. */
export const metricNames = Object.keys(metricTable) as readonly MetricName[]

/** The five metrics of the paper's Table 1, in its order. */
export const paperMetricNames = metricNames.filter((name): name is PaperMetricName => metricTable[name].inPaper)

/** The metrics of volumes, in the order of tables. */
export const volumeMetricNames = metricNames.filter(
  (name): name is VolumeMetricName => 'measureVolume' in metricTable[name],
)

/** Returns the title of a metric with its unit, for instance "Hausdorff (px)"; distances are in `length`. */
export function metricHeading(name: MetricName, length: LengthUnit = 'px'): string {
  const { title, unit }: Metric = metricTable[name]
  return unit === undefined ? title : `${title} (${length})`
}

/** Returns an object with a value for each of the metrics. */
export function perMetric<Name extends MetricName, T>(
  names: readonly Name[],
  value: (name: Name, metric: Metric) => T,
): { readonly [name in Name]: T } {
  return Object.fromEntries(names.map(name => [name, value(name, metricTable[name])])) as never
}
