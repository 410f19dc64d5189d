import { describe, expect, test } from 'vitest'
import { pooled, smoothed } from './loss-series.ts'

describe('pooled', () => {
  test('few losses stay as they are, steps count from 1', () => {
    expect(pooled([5, 3], 10)).toEqual([
      { step: 1, loss: 5 },
      { step: 2, loss: 3 },
    ])
  })

  test('many become means of runs, at the middle step of each', () => {
    expect(pooled([1, 3, 5, 7, 9], 3)).toEqual([
      { step: 1.5, loss: 2 },
      { step: 3.5, loss: 6 },
      { step: 5, loss: 9 },
    ])
  })

  test('losses that are no number leave a gap', () => {
    expect(pooled([1, Number.NaN, 3], 3).map(point => point.step)).toEqual([1, 3])
  })
})

test('smoothing leaves a straight line straight, ends included', () => {
  const line = Array.from({ length: 9 }, (_, i) => ({ step: i + 1, loss: 2 * i }))
  expect(smoothed(line, 3)).toEqual(line)
  const spike = [0, 0, 9, 0, 0].map((loss, i) => ({ step: i, loss }))
  expect(smoothed(spike, 1).map(point => point.loss)).toEqual([0, 3, 3, 3, 0])
})
