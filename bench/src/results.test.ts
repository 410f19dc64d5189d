import { describe, expect, it } from 'vitest'
import { fillPage, overview, parsePairs, section } from './results.ts'

const machine = { processor: 'Some Processor ', cores: 2, memoryGigabytes: 8 }
const pairs = parsePairs(
  ['a,b,n,d,l,h,p', 'ward,cuts-best,33,-0.05,-0.1,-0.01,0.01', 'cuts-best,sam,33,0.2,-0.1,0.4,0.3'].join('\n'),
)

describe('a section of the results', () => {
  const text = section(
    { set: 'eyes', images: ['a'], machine, name: 'eyes', pictures: ['![a figure](images/a.svg)'] },
    '| table |',
    pairs,
  )

  it('holds the table, the machine and the figures', () => {
    expect(text.split('\n').slice(0, 7)).toEqual([
      '## eyes',
      '',
      '| table |',
      '',
      'Seconds are those of one thread of Some Processor, 2 cores, 8 GB.',
      '',
      '![a figure](images/a.svg)',
    ])
  })

  it('has our row minus the other, whichever comes first in the pair, and marks what is hardly chance', () => {
    expect(text).toContain('| | `cuts-best` |')
    expect(text).toContain('| `ward` | **+0.050 [+0.010, +0.100]** |')
    expect(text).toContain('| `sam` | +0.200 [−0.100, +0.400] |')
  })
})

it('shows at a glance the rows that more than one comparison has', () => {
  const text = overview({
    eyes: [
      { method: 'ward', dice: { mean: 0.5 } },
      { method: 'sam', dice: null },
      { method: 'dfc', dice: { mean: 0.1 } },
      { method: 'slic', dice: { mean: 0.25 } },
    ],
    brains: [
      { method: 'slic', dice: { mean: 0.75 } },
      { method: 'ward', dice: { mean: 1 } },
      { method: 'sam', dice: { mean: 0.9 } },
    ],
    study: [
      { method: 'lambda-1', dice: { mean: 0.5 } },
      { method: 'lambda-0.1', dice: { mean: 0.5 } },
    ],
  })
  expect(text.split('\n').slice(2)).toEqual([
    '| row | eyes | brains |',
    '| --- | --: | --: |',
    '| `ward` | 0.500 | 1.000 |',
    '| `slic` | 0.250 | 0.750 |',
  ])
})

describe('a page', () => {
  it('is filled between its comments, as often as one likes', () => {
    const page = 'before\n<!-- tables -->\nold\n<!-- end of tables -->\nafter\n'
    const filled = fillPage(page, 'tables', 'new')
    expect(filled).toBe('before\n<!-- tables -->\n\nnew\n\n<!-- end of tables -->\nafter\n')
    expect(fillPage(filled, 'tables', 'new')).toBe(filled)
    expect(() => fillPage(page, 'limits', 'new')).toThrow('no place for limits')
  })
})
