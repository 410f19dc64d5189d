export { looksCrowded } from './crowded.ts'
export { densePoints, type KMeansResult, kMeans, type Points } from './kmeans.ts'
export { type SpectralKMeansOptions, spectralKMeans, spectralKMeansOptions } from './spectral-kmeans.ts'
