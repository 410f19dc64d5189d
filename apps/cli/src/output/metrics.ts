/** The metrics of a run as a table. */
import { type MetricMeans, type MetricRowName, metricRowNames } from '@cuts/runtime'
import { metricNames, metricWords, rowWords } from '../report/metric-words.ts'
import { formatTable } from './table.ts'

/** Metrics that are shown with their standard error. */
const withError = ['dice', 'hausdorff']

/** Lines of the table of means ± standard errors, with the note on the rows that use the mask to choose a level. */
export function formatMetrics(metrics: { readonly [row in MetricRowName]?: MetricMeans | undefined }): string[] {
  const names = metricRowNames.filter(name => metrics[name] !== undefined)
  const rows = names.map(name => {
    const means = metrics[name]!
    const cells = metricNames.map(metric => {
      const { mean, sem } = means[metric]
      const { digits } = metricWords[metric]
      return withError.includes(metric) ? `${mean.toFixed(digits)} ± ${sem.toFixed(digits)}` : mean.toFixed(digits)
    })
    return [`${rowWords[name].name}${rowWords[name].isOracle ? ' *' : ''}`, ...cells, String(means.images)]
  })
  const titles = metricNames.map(metric => {
    const { name, unit } = metricWords[metric]
    return unit === undefined ? name : `${name} (${unit})`
  })
  return [
    ...formatTable([{ title: '' }, ...[...titles, 'images'].map(title => ({ title, align: 'right' as const }))], rows),
    'Means over images ± standard error; the region is chosen with the mask at hand.',
    ...(names.some(name => rowWords[name].isOracle) ? ['* so is the level.'] : []),
  ]
}
