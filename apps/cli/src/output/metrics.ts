/** The metrics of a run as a table. */
import { metricHeading, metricTable, paperMetricNames } from '@cuts/core/metrics'
import { rowWords } from '@cuts/report/words'
import { type MetricMeans, type MetricRowName, metricRowNames } from '@cuts/runtime'
import { formatTable } from './table.ts'

/** Lines of the table of means ± standard errors, with the note on the rows that use the mask to choose a level. */
export function formatMetrics(metrics: { readonly [row in MetricRowName]?: MetricMeans | undefined }): string[] {
  const names = metricRowNames.filter(name => metrics[name] !== undefined)
  const rows = names.map(name => {
    const means = metrics[name]!
    const cells = paperMetricNames.map(metric => {
      const { mean, sem } = means[metric]
      const { digits, withError } = metricTable[metric]
      return withError ? `${mean.toFixed(digits)} ± ${sem.toFixed(digits)}` : mean.toFixed(digits)
    })
    return [`${rowWords[name].name}${rowWords[name].isOracle ? ' *' : ''}`, ...cells, String(means.images)]
  })
  const titles = paperMetricNames.map(metricHeading)
  return [
    ...formatTable([{ title: '' }, ...[...titles, 'images'].map(title => ({ title, align: 'right' as const }))], rows),
    'Means over images ± standard error; the region is chosen with the mask at hand.',
    ...(names.some(name => rowWords[name].isOracle) ? ['* so is the level.'] : []),
  ]
}
