export { type MeasuredWork, measureWork } from './measure-work.ts'
export { type MergeFolder, mergeFolder } from './merge-folder.ts'

export { segmentShard } from './segment-shard.ts'
export { type SharedRun, segmentShared } from './segment-shared.ts'
export type { Shard, ShardRun } from './shard-run.ts'
