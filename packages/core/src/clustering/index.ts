export { kindsOverRegions } from './kinds-or-regions.ts'
export { densePoints, type KmeansResult, kmeans, type Points } from './kmeans.ts'
export { diffusionOperator, type KmeansOptions, kmeansOptions, spectralKMeans } from './spectral-kmeans.ts'
