/** What a result folder holds: names, schemas and reading of its files. */

export * as storeKeys from '../store/key.ts'
export { csvText } from './csv-text.ts'
export { type ExemplarFile, type LabelledExemplar, parseExemplars, withExemplar } from './exemplar-file.ts'
export { type ExportFormat, exportFormats } from './export-formats.ts'
export { type MeasuredRegion, measuresCsv } from './measures-table.ts'
export { readLabelMaps, readProposals, readSummary, readTree } from './read-results.ts'
export * as resultLayout from './result-layout.ts'
export * as sharedFolder from './shared-folder.ts'
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
  type VolumeMetricMeans,
  type VolumeMetricRow,
  type VolumeRowName,
  type VolumeScores,
  type VolumeSummary,
  volumeMetricMeansSchema,
  volumeMetricRowSchema,
  volumeRowNames,
  volumeSummarySchema,
} from './summary.ts'
export { type TreeFile, treeFileSchema } from './tree-file.ts'
