export { type FlattenedImage, flattenBias } from './bias.ts'
export { gaussianBlur } from './blur.ts'
export { toChannels } from './channels.ts'
export { colourFeatures } from './colour-features.ts'
export { squaredDistance } from './distance-transform.ts'
export { type Foreground, foregroundMask, scaleForeground } from './foreground.ts'
export type { Geometry, Image, LabelMap, Mask, SampleType } from './image.ts'
export { countNonFinite, replaceNonFinite } from './non-finite.ts'
export type { Planes } from './planes.ts'
export { prepareIntensities } from './prepare.ts'
export { type ImageOptions, imageOptions, scaleIntensities } from './scale.ts'
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
export { type LabelVolume, sliceOf, type Volume, type VolumeGeometry } from './volume.ts'
