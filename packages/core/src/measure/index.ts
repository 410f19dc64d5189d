export { measureRegions, type RegionMeasures } from './measure-regions.ts'
