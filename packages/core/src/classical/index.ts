export { type FelzenszwalbOptions, felzenszwalb } from './felzenszwalb.ts'
export type { PreparedImage } from './prepared-image.ts'
export { type SlicOptions, slic } from './slic.ts'
export { darkWatershed } from './watershed.ts'
