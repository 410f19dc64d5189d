export { flood } from './flood.ts'
export { fillHoles, growMask, keepLargest, shrinkMask, smoothMask } from './morphology.ts'
export { type Corner, eachPolygonRun } from './polygon.ts'
