import type { RunEvent } from '@cuts/runtime'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { withPulse } from './pulse.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function listen() {
  const told: { readonly at: number; readonly event: RunEvent }[] = []
  const pulse = withPulse<RunEvent>(
    event => told.push({ at: Date.now(), event }),
    () => Date.now(),
  )
  return { told, ...pulse }
}

it('breaks a long silence within two seconds, with the time that is left', () => {
  const { told, onEvent, stop } = listen()
  onEvent({ type: 'image', id: 'a', done: 1, total: 4, seconds: 5, etaSeconds: 15, levels: 9 })
  vi.advanceTimersByTime(10_000)
  stop()
  const gaps = told.slice(1).map(({ at }, k) => at - told[k]!.at)
  expect(Math.max(...gaps)).toBeLessThanOrEqual(2000)
  const words = told.slice(1).map(({ event }) => event)
  expect(words.every(({ type }) => type === 'working')).toBe(true)
  expect(words.at(-1)).toMatchObject({ id: 'a', share: 0.25 })
  expect((words.at(-1) as { etaSeconds: number }).etaSeconds).toBeCloseTo(5, 9)
})

it('never promises an end that has passed, and is silent before anything is known and after the end', () => {
  const { told, onEvent, stop } = listen()
  vi.advanceTimersByTime(5000)
  expect(told).toEqual([])
  onEvent({ type: 'statistics', share: 0.5, etaSeconds: 2 })
  vi.advanceTimersByTime(60_000)
  expect((told.at(-1)!.event as { etaSeconds: number }).etaSeconds).toBe(1)
  stop()
  const count = told.length
  vi.advanceTimersByTime(60_000)
  expect(told).toHaveLength(count)
})

it('adds nothing where events come fast', () => {
  const { told, onEvent, stop } = listen()
  for (let step = 1; step <= 50; step++) {
    onEvent({ type: 'statistics', share: step / 50, etaSeconds: 50 - step })
    vi.advanceTimersByTime(500)
  }
  stop()
  expect(told.filter(({ event }) => event.type === 'working')).toEqual([])
})
