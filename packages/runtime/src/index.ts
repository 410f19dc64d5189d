export type { Dataset, DatasetImage, DatasetVolume, LoadedImage } from './dataset/dataset.ts'
export { describeInput } from './dataset/describe-set.ts'
export { type Inventory, takeInventory } from './dataset/inventory.ts'
export { openDataset } from './dataset/open-dataset.ts'
export type { OnEvent, RunEvent } from './events.ts'
export { type Conversion, type Converted, convertImage } from './export/convert-image.ts'
export { type Export, type ExportedFile, type ExportOptions, exportResults } from './export/export-results.ts'
export type { Originals } from './export/originals.ts'
export { type ModelName, type PublishedModel, publishedModels } from './models/published.ts'
export * from './pictures/index.ts'
export { type Evaluation, evaluateRegions, type Regions } from './pipeline/evaluate.ts'
export {
  type ChosenRegion,
  evaluateVolumeRegions,
  type LabelKind,
  type VolumeEvaluation,
  type VolumeRegions,
} from './pipeline/evaluate-volume.ts'
export { embedFeatures, featuresOf, type ImageFeatures } from './pipeline/features.ts'
export { levelMap, levelMaps, type Segmentation, segmentEmbedding, segmentFeatures } from './pipeline/segment.ts'
export { createGroup, type Group, type GroupMember, segmentationOf } from './pipeline/segment-group.ts'
export { randomStreams, type SegmentedImage, segmentImage } from './pipeline/segment-image.ts'
export { plotSegments, type SegmentPlot } from './pipeline/segment-plot.ts'
export { segmentVoxels, type VoxelRegions } from './pipeline/segment-voxels.ts'
export { summariseMetrics, summariseVolumeMetrics, tellEmptyTruths } from './pipeline/summarise-metrics.ts'
export { type ExportLevel, namedLevels, unitsOption } from './presets/export-options.ts'
export { jobSchema } from './presets/job-schema.ts'
export { lookOptions } from './presets/look-options.ts'
export { type Preset, type PresetName, presets, resolveSettings } from './presets/presets.ts'
export { type Grouping, groupings, type RunOptions, runOptions } from './presets/run-options.ts'
export { type Settings, type SettingsOverrides, type StageName, stages } from './presets/stages.ts'
export { type ExportFormat, exportFormats } from './results/export-formats.ts'
export { readLabelMaps, readSummary, readTree } from './results/read-results.ts'
export * as resultLayout from './results/result-layout.ts'
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
  type VolumeScores,
  type VolumeSummary,
  volumeMetricMeansSchema,
  volumeMetricRowSchema,
  volumeSummarySchema,
} from './results/summary.ts'
export { type TreeFile, treeFileSchema } from './results/tree-file.ts'
export { type EvaluatedResults, evaluateResults, type MaskSet } from './run/evaluate-results.ts'
export { type JobMessage, type JobOutcome, performHere, performJob } from './run/perform.ts'
export { type Pick, type PickedRegion, pickRegion } from './run/pick-region.ts'
export { type Job, planRun, type Unit, unitsOf } from './run/plan.ts'
export { openProject, type Project, type ProjectOptions, type ProjectParts, reopenProject } from './run/project.ts'
export { type JobPerformer, type OpenPerformers, runProject, trainProject } from './run/run-project.ts'
export { type Performer, type PlannedTask, performAll } from './run/schedule.ts'
export type { FileEntry, FileStamp, SourceFiles } from './source/files.ts'
export { hashFiles } from './source/hash-files.ts'
export { type MemoryFile, memoryFile, memoryFiles } from './source/memory-files.ts'
export { openMasks, openSource } from './source/open-source.ts'
export { readOnce } from './source/read-once.ts'
export type { Source, SourceImage } from './source/source.ts'
export { createMemoryStore } from './store/memory-store.ts'
export type { Store, StoreEntry } from './store/store.ts'
export { version } from './version.ts'
