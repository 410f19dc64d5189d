export {
  type Comparison,
  type ImageResult,
  type RowState,
  type ScoreName,
  type Scores,
  scoreNames,
} from './comparison.ts'
export type { LearningContext, Method, MethodContext, Prediction, Predictions, Sample, Segment } from './method.ts'
export { portableMethods } from './methods/index.ts'
export { lambdaRows } from './methods/lambda-rows.ts'
export type { Granularities, OpenComparison } from './open-comparison.ts'
export {
  type Answer,
  type Clicking,
  type ClickScores,
  clickCounts,
  mostClicks,
  scoreClicking,
  simulateClicking,
} from './protocol/clicking.ts'
export { clickedRegions } from './protocol/clicks.ts'
export { defaultProtocol, type Protocol } from './protocol/protocol.ts'
export { type Scored, scoreClicks, scoreMask, scorePrediction } from './protocol/score.ts'
export { type Spread, scoresByImage, type TableRow, tableRows } from './table/aggregate.ts'
export { columns, describeProtocol } from './table/columns.ts'
export { tableJson } from './table/formats.ts'
export { comparePairs, type Pair } from './table/pairs.ts'
