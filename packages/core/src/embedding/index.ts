export type { Embedding, PixelFeatures } from './embedding.ts'
export { joinValues } from './join.ts'
export {
  type PrincipalBasis,
  principalBasis,
  project,
  type ReductionOptions,
  reduceEmbedding,
  reductionOptions,
} from './reduce.ts'
