/** Features of several images in one space, and their prototypes in one pool: for a tree that images share. */
export {
  createFeatures,
  type FeatureSample,
  type FeatureSpace,
  featureSpace,
  type PartialFeatures,
} from '../embedding/feature-space.ts'
export { type Coarsened, coarsen } from '../prototypes/coarsen.ts'
export { createPool, type Pool } from '../prototypes/pool.ts'
