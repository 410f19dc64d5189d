export type { ImageResult, ScoreName, Scores, Spread, TableRow } from './comparison.ts'
export { scoreNames } from './comparison.ts'
export type { LearningContext, Method, MethodContext, Prediction, Predictions, Sample, Segment } from './method.ts'
export { portableMethods } from './methods/index.ts'
