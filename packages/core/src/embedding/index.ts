export type { Embedding, PixelFeatures } from './embedding.ts'
export { type FeatureOptions, featureOptions, reduceEmbedding } from './reduce.ts'
