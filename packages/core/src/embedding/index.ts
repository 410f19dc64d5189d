export type { Embedding, PixelFeatures } from './embedding.ts'
