export type { Embedding, PixelFeatures } from './embedding.ts'
export { joinValues } from './join.ts'
export { type ReductionOptions, reduceEmbedding, reductionOptions } from './reduce.ts'
