import { rowWords } from '@cuts/report/words'
import { volumeRowNames } from '@cuts/runtime/results'
import { describe, expect, it } from 'vitest'
import { formatMetrics } from './metrics.ts'

describe('formatMetrics', () => {
  it('has all rows of volumes, and marks those that an oracle chooses', () => {
    const spread = (mean: number) => ({ mean, sem: 0 })
    const means = Object.fromEntries(
      volumeRowNames.map((row, k) => [
        row,
        {
          dice: spread(0.1 + k / 100),
          hausdorff: spread(3),
          hd95: spread(2),
          rmse: spread(0.1),
          distanceUnit: 'mm' as const,
          volumes: 2,
        },
      ]),
    )
    const lines = formatMetrics({ volumeMetrics: means })
    for (const [k, row] of volumeRowNames.entries()) {
      const { name, isOracle } = rowWords[row]
      const line = lines.find(text => text.startsWith(isOracle ? `${name} *` : `${name} `))
      expect(line, row).toContain((0.1 + k / 100).toFixed(3))
    }
  })

  it('says nothing without masks', () => {
    expect(formatMetrics({})).toEqual([])
  })
})
