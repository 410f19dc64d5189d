import { describe, expect, it } from 'vitest'
import { planShards } from './plan-shards.ts'

const work = { images: 10_000, megapixels: 10_000, secondsPerMegapixel: 3.6, startSeconds: 0 }

describe('planShards', () => {
  it('divides ten hours into forty quarters of an hour', () => {
    const plan = planShards(work, 15)
    expect(plan).toMatchObject({ shards: 40, secondsEach: 900, secondsInAll: 36_000 })
    // 250 images a shard: half as much again, and three standard deviations of √250.
    expect(plan.limitMinutes).toBe(Math.ceil(15 * 1.5 * (1 + 3 / Math.sqrt(250))))
  })

  it('makes no more shards than images, nor than an array may have', () => {
    expect(planShards({ ...work, images: 3 }, 15).shards).toBe(3)
    expect(planShards({ ...work, megapixels: 1e9, images: 1e6 }, 15).shards).toBe(1000)
    expect(planShards({ ...work, megapixels: 1 }, 15).shards).toBe(1)
  })

  it('counts the start of every process', () => {
    const plan = planShards({ ...work, startSeconds: 300 }, 15)
    expect(plan.shards).toBe(60)
    expect(plan.secondsEach).toBe(900)
    expect(plan.secondsInAll).toBe(36_000 + 60 * 300)
  })

  it.each([{ images: 0 }, { megapixels: 0 }, { secondsPerMegapixel: Number.NaN }, { startSeconds: -1 }])(
    'refuses %j',
    change => {
      expect(() => planShards({ ...work, ...change }, 15)).toThrow('work to plan')
    },
  )
})
