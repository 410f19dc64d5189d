export { adjustedRand } from './adjusted-rand.ts'
export { ergas } from './ergas.ts'
export { evaluateMask, type MaskMetrics, measureMask } from './evaluate-mask.ts'
export { evaluateVolume, lengthUnit, type VolumeMetrics } from './evaluate-volume.ts'
export { hausdorff } from './hausdorff.ts'
export { hausdorff95 } from './hausdorff95.ts'
export { dice, diceOfCounts, rmse } from './overlap.ts'
export { maskSsim } from './ssim.ts'
export {
  type LengthUnit,
  type Metric,
  type MetricName,
  metricHeading,
  metricNames,
  metricTable,
  type PaperMetricName,
  paperMetricNames,
  perMetric,
  type VolumeMetricName,
  volumeMetricNames,
} from './table.ts'
