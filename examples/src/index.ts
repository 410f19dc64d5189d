export { type BrainPhantom, brainPhantom } from './brain-phantom.ts'
export { fundusPhantom } from './fundus-phantom.ts'
export type { Phantom } from './phantom.ts'
export { type SampleFile, sampleFiles } from './samples.ts'
