import { describe, expect, it } from 'vitest'
import type { RunEvent } from '../events.ts'
import { volumeProgress } from './volume-progress.ts'

type VolumeEvent = Extract<RunEvent, { type: 'volume' }>

/** Events of calls that come every `ms`, on a clock of the test, and their times. */
function eventsOf(ms: number): (VolumeEvent & { readonly at: number })[] {
  const events: (VolumeEvent & { readonly at: number })[] = []
  let clock = 0
  const tell = volumeProgress(
    event => events.push({ ...(event as VolumeEvent), at: clock }),
    'head',
    () => clock,
  )
  for (const step of ['reading', 'voxels', 'tree', 'writing'] as const)
    for (let share = 0; share <= 1; share += 0.01, clock += ms) tell(step, share)
  return events
}

describe('volumeProgress', () => {
  it('speaks twice a second however often it is told, and at once when a step begins', () => {
    const events = eventsOf(10)
    expect(new Set(events.map(({ step }) => step)).size).toBe(4)
    for (const [k, { step, at }] of events.entries()) {
      if (k === 0) continue
      const before = events[k - 1]!
      expect(at - before.at).toBeLessThanOrEqual(510)
      if (before.step === step) expect(at - before.at).toBeGreaterThanOrEqual(500)
    }
  })

  it('never goes back, and ends near the whole with little time left', () => {
    const events = eventsOf(100)
    for (const [k, { share, etaSeconds }] of events.entries()) {
      expect(share).toBeGreaterThanOrEqual(events[k - 1]?.share ?? 0)
      expect(share).toBeLessThanOrEqual(1)
      expect(etaSeconds).toBeGreaterThanOrEqual(0)
    }
    expect(events.at(-1)!.share).toBeGreaterThan(0.95)
    expect(events.at(-1)!.etaSeconds).toBeLessThan(3)
  })
})
