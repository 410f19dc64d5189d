/** Volumes seen along axes other than those stored. */
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
