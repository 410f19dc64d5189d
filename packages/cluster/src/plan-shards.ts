/** How many shards a run should have, from what a few of its images cost. */
import { CutsError } from '@cuts/core'

export interface ShardWork {
  readonly images: number
  /** Millions of pixels of all images. */
  readonly megapixels: number
  /** Measured seconds a megapixel, on one machine of the kind that will work. */
  readonly secondsPerMegapixel: number
  /** Seconds that a process takes before its first image. */
  readonly startSeconds: number
}

export interface ShardPlan {
  readonly shards: number
  /** Expected seconds of a shard. */
  readonly secondsEach: number
  /** Expected seconds of all shards, one after the other. */
  readonly secondsInAll: number
  /** What to ask a scheduler for: shards differ, and machines too. In minutes. */
  readonly limitMinutes: number
}

/** Most jobs of one array that Slurm allows unless it is configured otherwise (MaxArraySize is 1001). */
const mostShards = 1000

/**
 * Divides work into shards of about `minutes` each, at most one an image. Throws `InvalidArgument` unless all numbers are
 * positive.
 */
export function planShards(work: ShardWork, minutes: number): ShardPlan {
  const { images, megapixels, secondsPerMegapixel, startSeconds } = work
  if (!(images > 0 && megapixels > 0 && secondsPerMegapixel > 0 && startSeconds >= 0 && minutes > 0))
    throw new CutsError('InvalidArgument', 'work to plan needs images, pixels, their cost, and minutes above 0.')
  const seconds = megapixels * secondsPerMegapixel
  // A shard that lasts hardly longer than its start wastes most of its time.
  const useful = Math.max(60 * minutes - startSeconds, startSeconds, 1)
  const shards = Math.max(1, Math.min(Math.ceil(seconds / useful), images, mostShards))
  const secondsEach = startSeconds + seconds / shards
  return {
    shards,
    secondsEach,
    secondsInAll: seconds + shards * startSeconds,
    limitMinutes: limitOf(secondsEach, shards, images),
  }
}

/**
 * Images fall into shards by a hash, so a shard holds more than the mean: with n images a shard, about √n more at one
 * standard deviation. Three of them, and half as much again for slower machines.
 */
function limitOf(secondsEach: number, shards: number, images: number): number {
  const spread = shards === 1 ? 0 : 3 / Math.sqrt(images / shards)
  return Math.max(10, Math.ceil((1.5 * secondsEach * (1 + spread)) / 60))
}
