import { describe, expect, it } from 'vitest'
import { formatDuration } from './duration.ts'
import { formatTable } from './table.ts'

describe('formatTable', () => {
  it('aligns columns and leaves no trailing blanks', () => {
    expect(
      formatTable(
        [{ title: 'name' }, { title: 'n', align: 'right' }, { title: 'doc' }],
        [
          ['a', '10', 'ten'],
          ['longer', '5', ''],
        ],
      ),
    ).toEqual(['name     n  doc', 'a       10  ten', 'longer   5'])
  })
})

describe('formatDuration', () => {
  it.each([
    [0.25, '0.3 s'],
    [0.97, '1 s'],
    [9.6, '10 s'],
    [59.4, '59 s'],
    [59.6, '1 min 00 s'],
    [125, '2 min 05 s'],
    [3599.7, '1 h 00 min'],
    [4800, '1 h 20 min'],
    [Number.POSITIVE_INFINITY, 'unknown'],
  ])('%s s is "%s"', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text)
  })
})
