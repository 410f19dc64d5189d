export type { Embedding, PixelFeatures } from './embedding.ts'
export {
  createFeatures,
  type FeatureSample,
  type FeatureSpace,
  featureSpace,
  type PartialFeatures,
} from './feature-space.ts'
export { type FeatureOptions, featureOptions, reduceEmbedding } from './reduce.ts'
