/** Volumes in three dimensions: seen along other axes than those stored, and as supervoxels. */

export { shapesBetween } from './between-slices.ts'
export { volumeForeground } from './foreground.ts'
export { type VolumeOptions, volumeOptions } from './options.ts'
export type { Supervoxels } from './pieces.ts'
export { placeOfVoxel, voxelAt } from './place.ts'
export { prepareVolume, type VolumePreparation } from './prepare.ts'
export { createReduction, type Reduction, reducedSize, reductionTo } from './reduce.ts'
export { type SupervoxelOptions, supervoxels } from './supervoxels.ts'
export {
  asStored,
  isAsStored,
  orientationCode,
  type SlicePlane,
  slicePlanes,
  type View,
  viewAlong,
  viewGeometry,
  viewOfPlane,
  viewVolume,
  voxelsOfView,
} from './view.ts'
export { type VoxelSource, voxelSide } from './voxel-source.ts'
