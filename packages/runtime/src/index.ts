export type { OnEvent, RunEvent } from './events.ts'
export * from './pictures/index.ts'
export {
  type FailedImage,
  failedImageSchema,
  type ImageSummary,
  imageSummarySchema,
  type MetricMeans,
  type MetricRow,
  type MetricRowName,
  metricMeansSchema,
  metricRowNames,
  metricRowSchema,
  type Summary,
  summarySchema,
  type TrainSummary,
  trainSummarySchema,
} from './results/summary.ts'
