export { adjustedRand } from './adjusted-rand.ts'
export { ergas } from './ergas.ts'
export { evaluateMask, type MaskMetrics, measureMask } from './evaluate-mask.ts'
export { hausdorff } from './hausdorff.ts'
export { hausdorff95 } from './hausdorff95.ts'
export { dice, rmse } from './overlap.ts'
export { maskSsim } from './ssim.ts'
export {
  type Metric,
  type MetricName,
  metricHeading,
  metricNames,
  metricTable,
  type PaperMetricName,
  paperMetricNames,
  perMetric,
} from './table.ts'
