/** The networks that CUTS is compared with, as the comparison in its paper has them. */
export { clusterFeatures, type FeatureClusteringOptions } from './feature-clustering.ts'
export {
  loadUnet,
  type StepWatch,
  type SupervisedOptions,
  type TruthItem,
  trainUnet,
  type UnetMasker,
} from './supervised.ts'
export type { UnetSpec } from './unet.ts'
