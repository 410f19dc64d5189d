export { type MergeFolder, mergeFolder } from './merge-folder.ts'
export { type Shard, type ShardRun, segmentShard } from './segment-shard.ts'
