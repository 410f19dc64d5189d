export type { CompareEvent, OnCompareEvent } from './events.ts'
export { rowIds, type Study } from './methods.ts'
export { type ComparisonRun, runComparison } from './run-comparison.ts'
export { writeOutputs } from './write-outputs.ts'
