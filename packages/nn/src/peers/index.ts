/**
 * The networks that CUTS is compared with, as in the comparison of its paper. Unstable: the contents follow the needs
 * of the comparison.
 */
export { type Backbone, loadBackbone, type PatchFeatures } from './backbone.ts'
export { clusterFeatures, type FeatureClusteringOptions } from './feature-clustering.ts'
export { loadSam, type ModelFile, type PromptSegmenter, type SamAnswer, type SamView } from './sam.ts'
export type { SamPrompt } from './sam-prompt.ts'
export {
  loadStego,
  type PairWeight,
  type StegoLabeler,
  type StegoModel,
  type StegoOptions,
  trainStego,
} from './stego.ts'
export {
  loadUnet,
  type StepWatch,
  type SupervisedOptions,
  type TruthItem,
  trainUnet,
  type UnetMasker,
} from './supervised.ts'
export type { UnetSpec } from './unet.ts'
