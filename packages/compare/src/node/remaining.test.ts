import { expect, it } from 'vitest'
import { estimateRemaining } from './remaining.ts'
import type { Task } from './setup.ts'

const learn: Task = { kind: 'learn', method: 'cuts', seed: 1 }
const again: Task = { kind: 'learn', method: 'cuts', seed: 2 }

it('goes by what such tasks took, and by how far those under way have come', () => {
  const remaining = estimateRemaining()
  remaining.underWay(learn, 0.25, 10)
  expect(remaining.estimate([learn], 1)).toBe(30)
  remaining.underWay(learn, 0.5, 18)
  expect(remaining.estimate([learn], 1)).toBe(18)
  remaining.done(learn, 40)
  expect(remaining.estimate([again], 1)).toBe(40)
  expect(remaining.estimate([again], 2)).toBe(20)
  expect(remaining.estimate([], 2)).toBe(0)
})
