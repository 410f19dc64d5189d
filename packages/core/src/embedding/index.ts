export type { Embedding, PixelFeatures } from './embedding.ts'
export {
  emptyFeatures,
  type FeatureSample,
  type FeatureSpace,
  featureSpace,
  writeValues,
} from './feature-space.ts'
export {
  type PrincipalBasis,
  principalBasis,
  project,
  type ReductionOptions,
  reduceEmbedding,
  reductionOptions,
} from './reduce.ts'
