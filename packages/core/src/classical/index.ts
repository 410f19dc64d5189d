/**
 * Segmentation methods without training, and the condensation of the authors' later software. CUTS is compared with
 * them.
 */
export {
  condensePotential,
  type PotentialCondensationOptions,
  potentialCondensationOptions,
} from '../condensation/potential-condensation.ts'
export { type FelzenszwalbOptions, felzenszwalb } from './felzenszwalb.ts'
export { type GradientWatershedOptions, gradientWatershed } from './gradient-watershed.ts'
export { perceivedColours } from './perceived-colours.ts'
export { type SlicOptions, slic } from './slic.ts'
export { wardTree } from './ward.ts'
export { markerWatershed } from './watershed.ts'
