/** What the package offers, by name: a change here is a change for its users. */
import { expect, it } from 'vitest'
import * as comparison from './comparison/index.ts'
import * as report from './index.ts'
import * as words from './words/index.ts'

it('@cuts/report offers these names', () => {
  expect(Object.keys(report).sort()).toEqual(['renderRunReport', 'writeRunReport'])
})

it('@cuts/report/comparison offers these names', () => {
  expect(Object.keys(comparison).sort()).toEqual(['renderComparison'])
})

it('@cuts/report/words offers these names', () => {
  expect(Object.keys(words).sort()).toEqual(['duration', 'plural', 'roughDuration', 'rowWords'])
})
