/** One image or group of images, from intensities to regions and scores. */
export { bestAmong, bestNode, countNodesOfImage, diceOfNode, type NodeCounts } from './choose-nodes.ts'
export { drawEncoder } from './draw-encoder.ts'
export { type Evaluation, evaluateRegions, type Regions } from './evaluate.ts'
export {
  type ChosenRegion,
  evaluateVolumeRegions,
  type LabelKind,
  type VolumeEvaluation,
  type VolumeRegions,
} from './evaluate-volume.ts'
export { embedFeatures, featuresOf, type ImageFeatures } from './features.ts'
export { levelMap, levelMaps, type Segmentation, segmentEmbedding, segmentFeatures } from './segment.ts'
export { createGroup, type Group, type GroupMember, segmentationOf } from './segment-group.ts'
export { randomStreams, type SegmentedImage, segmentImage } from './segment-image.ts'
export { plotSegments, type SegmentPlot } from './segment-plot.ts'
export { segmentSource, segmentVoxels, type VoxelRegions } from './segment-voxels.ts'
export { summariseMetrics, summariseVolumeMetrics, tellEmptyTruths } from './summarise-metrics.ts'
