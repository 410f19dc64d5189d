/** The table of a comparison for a terminal. */
import { type Comparison, columns, describeProtocol, scoreNames, tableRows } from '@cuts/compare'
import { wordReason } from './remedies.ts'
import { formatTable } from './table.ts'

/** Returns one line for each method, then notes on the figures. */
export function formatComparison(comparison: Comparison): string[] {
  const rows = tableRows(comparison)
  const lines = rows.map(({ row, n, scores, secondsPerImage, ...state }) =>
    scores === undefined
      ? [row, '', wordReason(state)]
      : [
          row,
          String(n),
          ...scoreNames.map(name => {
            const { mean, sem } = scores[name]
            const { digits } = columns[name]
            return name === 'dice' ? `${mean.toFixed(digits)} ± ${sem.toFixed(digits)}` : mean.toFixed(digits)
          }),
          (secondsPerImage ?? 0).toFixed(2),
        ],
  )
  const titles = ['n', ...scoreNames.map(name => columns[name].title), 's/image']
  return [
    ...formatTable([{ title: '' }, ...titles.map(title => ({ title, align: 'right' as const }))], lines),
    describeProtocol(comparison),
  ]
}
