export type { OnEvent, RunEvent } from './events.ts'
export { type ModelName, type PublishedModel, publishedModels } from './models/published.ts'
export * from './pictures/index.ts'
export { type Evaluation, evaluateRegions, type Regions, summariseMetrics } from './pipeline/evaluate.ts'
export { embedFeatures, featuresOf, type ImageFeatures } from './pipeline/features.ts'
export { levelMap, levelMaps, type Segmentation, segmentEmbedding, segmentFeatures } from './pipeline/segment.ts'
export {
  createGroup,
  type Group,
  type Grouping,
  type GroupMember,
  groupings,
  segmentationOf,
} from './pipeline/segment-group.ts'
export { plotSegments, type SegmentPlot } from './pipeline/segment-plot.ts'
export { type Preset, type PresetName, presets, resolveSettings } from './presets/presets.ts'
export { type Settings, type SettingsOverrides, type StageName, stages } from './presets/stages.ts'
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
  type VolumeSummary,
  volumeSummarySchema,
} from './results/summary.ts'
export { type TreeFile, treeFileSchema } from './results/tree-file.ts'
export { createMemoryStore } from './store/memory-store.ts'
export type { Store, StoreEntry } from './store/store.ts'
export { version } from './version.ts'
