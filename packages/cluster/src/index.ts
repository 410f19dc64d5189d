export { planShards, type ShardPlan, type ShardWork } from './plan-shards.ts'
