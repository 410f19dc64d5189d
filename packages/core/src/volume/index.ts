/** Volumes seen along other axes than they were stored. */
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
