import { expect, test } from 'vitest'
import { decimals, duration, median, plural, roughDuration } from './quantities.ts'

test('durations grow coarser with length', () => {
  expect([0.4234, 9.99, 9.996, 59.96, 185, 3599.6, 7805].map(duration)).toEqual([
    '0.42 s',
    '9.99 s',
    '10.0 s',
    '1 min 00 s',
    '3 min 05 s',
    '1 h 00 min',
    '2 h 10 min',
  ])
})

test.each([
  [0.25, '0.3 s'],
  [0.97, '1 s'],
  [9.6, '10 s'],
  [59.4, '59 s'],
  [59.6, '1 min 00 s'],
  [125, '2 min 05 s'],
  [3599.7, '1 h 00 min'],
  [4800, '1 h 20 min'],
  [Number.POSITIVE_INFINITY, 'unknown'],
])('roughly, %s s is "%s"', (seconds, text) => {
  expect(roughDuration(seconds)).toBe(text)
})

test('what is not a number is a dash', () => {
  expect([decimals(Number.NaN, 3), decimals(0.5, 3), duration(Number.POSITIVE_INFINITY)]).toEqual(['–', '0.500', '–'])
})

test('medians and plurals', () => {
  expect([median([3, 1, 2]), median([4, 1, 2, 3])]).toEqual([2, 2.5])
  expect([plural(1, 'image'), plural(0, 'image'), plural(2, 'entry', 'entries')]).toEqual([
    '1 image',
    '0 images',
    '2 entries',
  ])
})
