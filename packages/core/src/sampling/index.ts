export { type SampledPairs, type SamplingOptions, samplePairs, samplingOptions } from './sample-pairs.ts'
