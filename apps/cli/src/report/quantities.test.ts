import { expect, test } from 'vitest'
import { decimals, duration, median, plural } from './quantities.ts'

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
