export { type IntensityMeasures, measureRegions, type RegionMeasures } from './measure-regions.ts'
