import { describe, expect, it } from 'vitest'
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
