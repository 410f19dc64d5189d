/** What a shard is asked to do. */
import type { SegmentingRun } from '@cuts/runtime/node'
import type { LeaseTimes } from './folder-leases.ts'

/** One of `count` shards, counted from 0. */
export interface Shard {
  readonly index: number
  readonly count: number
}

export interface ShardRun extends Omit<SegmentingRun, 'images' | 'first' | 'report' | 'resume' | 'overwrite'> {
  readonly images: string
  readonly model?: string | undefined
  readonly shard: Shard
  /** Of leases, where shards need something that one of them makes; for tests. */
  readonly times?: LeaseTimes | undefined
}
