import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { evaluateMask, measureMask, metricHeading, metricNames, metricTable, paperMetricNames } from './index.ts'

const width = 12
const height = 12
const square = (from: number, to: number) => ({
  width,
  height,
  data: Uint8Array.from({ length: width * height }, (_, i) => {
    const [row, column] = [Math.floor(i / width), i % width]
    return row >= from && row < to && column >= from && column < to ? 1 : 0
  }),
})

describe('the table of metrics', () => {
  it('has the five of the paper in the order of its Table 1, and HD95 for comparisons', () => {
    expect(paperMetricNames).toEqual(['dice', 'hausdorff', 'ssim', 'ergas', 'rmse'])
    expect(metricNames).toEqual(['dice', 'hausdorff', 'hd95', 'ssim', 'ergas', 'rmse'])
    expect(metricHeading('hausdorff')).toBe('Hausdorff (px)')
    expect(metricHeading('ssim')).toBe('SSIM')
  })

  // A prediction that is right is better than one that is a little off, and that is better than one far off.
  it.each(metricNames)('says in which direction %s improves', name => {
    const truth = square(2, 8)
    const scores = [truth, square(3, 9), square(6, 12)].map(mask => measureMask([name], mask, truth)[name])
    const ordered = scores.toSorted((a, b) => (metricTable[name].better === 'high' ? b - a : a - b))
    expect(scores).toEqual(ordered)
    expect(scores[0]).not.toBe(scores[2])
  })

  it('scores a mask by all five at once', () => {
    const scores = evaluateMask(square(3, 9), square(2, 8))
    expect(Object.keys(scores)).toEqual([...paperMetricNames])
    expect(scores.dice).toBeCloseTo((2 * 25) / 72, 12)
    expect(scores.rmse).toBeCloseTo(Math.sqrt(22 / 144), 12)
  })

  it('names what docs/method/metrics.md defines', () => {
    const page = readFileSync(new URL('../../../../docs/method/metrics.md', import.meta.url), 'utf8')
    for (const name of metricNames) expect(page).toContain(metricTable[name].title)
  })
})
