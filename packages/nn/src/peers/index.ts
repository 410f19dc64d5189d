/** The networks that CUTS is compared with, as the comparison in its paper has them. */
export { clusterFeatures, type FeatureClusteringOptions } from './feature-clustering.ts'
