export { looksCrowded } from './crowded.ts'
export { densePoints, kMeans } from './kmeans.ts'
export { type SpectralKMeansOptions, spectralKMeans, spectralKMeansOptions } from './spectral-kmeans.ts'
