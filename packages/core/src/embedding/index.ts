export type { Embedding, PixelFeatures } from './embedding.ts'
export { type ReductionOptions, reduceEmbedding, reductionOptions } from './reduce.ts'
