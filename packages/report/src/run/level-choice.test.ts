import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chooseLevels } from './level-choice.ts'

test('few levels are all shown, many evenly, the best among them', () => {
  expect(chooseLevels(3, 8)).toEqual([0, 1, 2])
  expect(chooseLevels(15, 8)).toEqual([0, 2, 4, 6, 8, 10, 12, 14])
  expect(chooseLevels(15, 8, 5)).toEqual([0, 2, 5, 6, 8, 10, 12, 14])
})

test('always distinct, ascending, from end to end, with the best', () => {
  const counts = fc.integer({ min: 1, max: 60 }).chain(n => fc.tuple(fc.constant(n), fc.nat({ max: n - 1 })))
  fc.assert(
    fc.property(counts, ([count, best]) => {
      const chosen = chooseLevels(count, 8, best)
      expect(chosen).toHaveLength(Math.min(8, count))
      expect(chosen.every((level, i) => i === 0 || level > chosen[i - 1]!)).toBe(true)
      expect(chosen).toContain(best)
      expect([chosen[0], chosen.at(-1)]).toEqual([0, count - 1])
    }),
  )
})
