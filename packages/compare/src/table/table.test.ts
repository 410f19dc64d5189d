import { describe, expect, it } from 'vitest'
import type { Comparison, ImageResult } from '../comparison.ts'
import { defaultProtocol } from '../protocol/protocol.ts'
import { tableRows } from './aggregate.ts'
import { csv, tableCsv, tableJson, tableLatex, tableMarkdown } from './formats.ts'
import { comparePairs } from './pairs.ts'

const images = ['p', 'q', 'r', 's', 't', 'u']

/** Dice by seed and image; the other scores are made of it. */
function resultsOf(row: string, dice: { readonly [seed: number]: readonly number[] }): ImageResult[] {
  return Object.entries(dice).flatMap(([seed, values]) =>
    values.map((value, i) => ({
      row,
      seed: Number(seed),
      image: images[i]!,
      scores: {
        dice: value,
        hausdorff: 10 * value,
        hd95: 5 * value,
        ssim: value,
        ergas: 1000 * value,
        rmse: 1 - value,
      },
      levels: [{ regions: 2, dice: value }],
      mask: () => ({ width: 1, height: 1, data: new Uint8Array(1) }),
      seconds: 0.5,
    })),
  )
}

const comparison: Comparison = {
  set: 'eyes',
  images,
  seeds: [1, 2],
  protocol: defaultProtocol,
  rows: [
    { row: 'a', title: 'A & co, 50 % | more', seeds: [1, 2], failed: [] },
    { row: 'b', title: 'B', seeds: [1], failed: [{ image: 'u', seed: 1, error: 'u.png is damaged.' }] },
    { row: 'c', title: 'C', seeds: [1], failed: [], reason: 'needs --weights c=FILE' },
  ],
  results: [
    ...resultsOf('a', { 1: [0.5, 0.7, 0.9, 0.6, 0.8, 0.4], 2: [0.7, 0.7, 0.7, 0.8, 0.8, 0.6] }),
    ...resultsOf('b', { 1: [0.2, 0.3, 0.4, 0.3, 0.1] }),
  ],
}

describe('a row of the table', () => {
  const [a, b, c] = tableRows(comparison)

  it('has the mean over images of the mean over seeds, its standard error over images, and the spread of the seeds', () => {
    // Means over seeds: 0.6, 0.7, 0.8, 0.7, 0.8, 0.5; of the seeds: 0.65 and 0.7166….
    const mean = 4.1 / 6
    const variance = [0.6, 0.7, 0.8, 0.7, 0.8, 0.5].reduce((sum, value) => sum + (value - mean) ** 2, 0) / 6
    expect(a!.scores!.dice.mean).toBeCloseTo(mean, 12)
    expect(a!.scores!.dice.sem).toBeCloseTo(Math.sqrt(variance / 6), 12)
    expect(a!.scores!.dice.seedSd).toBeCloseTo((4.3 / 6 - 3.9 / 6) / 2, 12)
    expect(a).toMatchObject({ n: 6, secondsPerImage: 0.5, levels: 1 })
  })

  it('counts the images that were scored, and says why there are none', () => {
    expect(b).toMatchObject({ n: 5, failed: [{ image: 'u' }] })
    expect(b!.scores!.dice.seedSd).toBe(0)
    expect(c).toMatchObject({ n: 0, reason: 'needs --weights c=FILE' })
    expect(c).not.toHaveProperty('scores')
  })
})

describe('what trees hold', () => {
  const [held, missing] = [
    { bestNode: 0.9, recall: [0.1, 0.4, 0.6, 0.8], regret: 0.2 },
    { bestNode: 0.5, recall: [0.3, 0.4, 0.4, 0.4] },
  ]
  const results = comparison.results.map(result => {
    if (result.row !== 'a' || !['p', 'q'].includes(result.image)) return result
    const { bestNode, recall } = result.seed === 1 ? held : missing
    return { ...result, tree: { bestNode, recall, ...(result.image === 'p' ? { regret: result.seed / 10 } : {}) } }
  })
  const rows = tableRows({ ...comparison, results })

  it('is averaged over seeds, then over images, and is empty where there is no tree', () => {
    expect(rows[0]!.tree!.bestNode).toEqual({ mean: expect.closeTo(0.7, 12), sem: expect.closeTo(0, 12) })
    for (const [count, mean] of [
      [1, 0.2],
      [5, 0.4],
      [10, 0.5],
      [20, 0.6],
    ] as const)
      expect(rows[0]!.tree!.recall[count]).toBeCloseTo(mean, 12)
    expect(rows[0]!.tree!.regret).toEqual({ mean: expect.closeTo(0.15, 12), sem: 0 })
    expect(rows[1]!.tree).toBeUndefined()
  })

  it('is in every table but that for papers', () => {
    const [a, b] = JSON.parse(JSON.stringify(tableJson(rows)))
    expect(a).toMatchObject({ bestNode: { mean: expect.closeTo(0.7, 12) }, recall: { 10: expect.closeTo(0.5, 12) } })
    expect(b).not.toHaveProperty('bestNode')
    const [head, first, second] = tableCsv(rows).split('\n')
    const at = head!.split(',').indexOf('recall_10')
    // The title of the first row holds a comma, and is quoted.
    expect(Number(first!.replace(/"[^"]*"/g, '').split(',')[at])).toBeCloseTo(0.5, 12)
    expect(second!.split(',')[at]).toBe('')
    const lines = tableMarkdown(rows, []).trim().split('\n')
    expect(lines[0]).toContain('| best node | recall of 1, 5, 10, 20 | regret |')
    expect(lines[2]).toContain('| 0.700 ± 0.000 | 0.200 0.400 0.500 0.600 | 0.150 ± 0.000 |')
    expect(lines[3]!.endsWith('|  |  |  |')).toBe(true)
    expect(tableLatex(rows, '')).not.toContain('0.150')
  })
})

describe('how clicks correct masks', () => {
  // Two seeds of image p count once, as much as q; row b answers no clicks.
  const [few, many, other] = [
    { iou: [0.2, 0.4, 0.5, 0.6, 0.9], noc85: 7, noc90: 10 },
    { iou: [0.4, 0.6, 0.7, 0.8, 0.9], noc85: 9, noc90: 20 },
    { iou: [0.5, 0.5, 0.8, 0.9, 1], noc85: 4, noc90: 5 },
  ]
  const results = comparison.results.flatMap(result => {
    if (result.row !== 'a') return [result]
    if (result.image === 'p') return [{ ...result, clicks: result.seed === 1 ? few : many }]
    return result.image === 'q' && result.seed === 1 ? [{ ...result, clicks: other }] : []
  })
  const rows = tableRows({ ...comparison, results })

  it('is averaged over seeds, then over images', () => {
    const { iou, noc85, noc90 } = rows[0]!.clicks!
    const expected = [0.4, 0.5, 0.7, 0.8, 0.95].map(value => expect.closeTo(value, 12))
    expect(Object.entries(iou)).toEqual([1, 2, 3, 5, 10].map((count, k) => [String(count), expected[k]]))
    expect([noc85, noc90]).toEqual([6, 10])
    expect(rows[1]!.clicks).toBeUndefined()
  })

  it('is in the tables, and takes no column where no row answers clicks', () => {
    const [a, b] = JSON.parse(JSON.stringify(tableJson(rows)))
    expect(a.clicks).toMatchObject({ iou: { 3: expect.closeTo(0.7, 12) }, noc85: 6, noc90: 10 })
    expect(b).not.toHaveProperty('clicks')
    const [head, first, second] = tableCsv(rows).split('\n')
    const at = (name: string, line: string) => line.replace(/"[^"]*"/g, '').split(',')[head!.split(',').indexOf(name)]
    expect(Number(at('iou_10', first!))).toBeCloseTo(0.95, 12)
    expect([at('noc85', first!), at('noc90', first!), at('iou_1', second!)]).toEqual(['6', '10', ''])
    const lines = tableMarkdown(rows, []).split('\n')
    expect(lines[0]).toContain('| IoU after 1, 2, 3, 5, 10 clicks | clicks to .85 | clicks to .90 |')
    expect(lines[2]).toContain('| 0.400 0.500 0.700 0.800 0.950 | 6.0 | 10.0 |')
    expect(new Set(lines.slice(0, 5).map(line => line.replaceAll('\\|', '').split('|').length)).size).toBe(1)
    expect(tableMarkdown(tableRows(comparison), [])).not.toContain('clicks')
  })
})

describe('the table', () => {
  const rows = tableRows(comparison)

  it('as JSON keeps every row', () => {
    const [a, , c] = JSON.parse(JSON.stringify(tableJson(rows)))
    expect(Object.keys(a).slice(0, 11)).toEqual([
      'method',
      'title',
      'n',
      'seeds',
      'dice',
      'hausdorff',
      'hd95',
      'ssim',
      'ergas',
      'rmse',
      'sem',
    ])
    expect(a.hausdorff).toBeCloseTo((10 * 4.1) / 6, 9)
    expect(c).toMatchObject({ method: 'c', n: 0, dice: null, hausdorff: null, reason: 'needs --weights c=FILE' })
  })

  it('as Markdown has as many cells in every line, and no bar breaks one', () => {
    const lines = tableMarkdown(rows, ['A note.']).split('\n')
    const cells = lines.slice(0, 5).map(line => line.replaceAll('\\|', '').split('|').length)
    expect(new Set(cells).size).toBe(1)
    expect(lines[2]).toContain('A & co, 50 % \\| more | 6 | 1 | 0.683 ± 0.044 | 6.83 ± 0.44 |')
    expect(lines[4]).toContain('C: needs --weights c=FILE')
    expect(lines.at(-2)).toBe('A note.')
  })

  it('as LaTeX escapes what is special there', () => {
    const tex = tableLatex(rows, 'eyes: 6 images')
    expect(tex).toContain('A \\& co, 50 \\% | more & 6 & 1 & 0.683 $\\pm$ 0.044')
    expect(tex.match(/ \\\\$/gm)).toHaveLength(4)
  })

  it('as CSV quotes what needs it', () => {
    expect(csv([['a,b', 'say "x"', 1, undefined]])).toBe('"a,b","say ""x""",1,\n')
    expect(tableCsv(rows).split('\n')[1]).toContain('a,"')
    expect(tableCsv(rows).trim().split('\n')).toHaveLength(4)
  })
})

describe('pairs of rows', () => {
  it('are compared on the images both have; a row without results is in no pair', () => {
    const pairs = comparePairs(comparison)
    expect(pairs).toHaveLength(1)
    const [{ a, b, n, difference, low, high, pValue }] = pairs as [(typeof pairs)[number]]
    expect([a, b, n]).toEqual(['a', 'b', 5])
    // 0.4, 0.4, 0.4, 0.4 and 0.7: all five signs alike, 2 of 2^5 patterns as extreme.
    expect(difference).toBeCloseTo(2.3 / 5, 12)
    expect(pValue).toBeCloseTo(2 / 32, 12)
    expect(low).toBeCloseTo(0.4, 12)
    expect(high).toBeLessThanOrEqual(0.7)
  })
})
