export type { BenchEvent, OnBenchEvent } from './events.ts'
export { rowIds, type Study } from './methods.ts'
export { type BenchRun, runBench } from './run-bench.ts'
export { writeOutputs } from './write-outputs.ts'
