/** The metrics of a run as a table. */
import { type MetricMeans, type MetricRowName, metricRowNames } from '@cuts/runtime'
import { formatTable } from './table.ts'

const titles = {
  kmeans: 'spectral k-means',
  persistent: 'persistent structures',
  best: 'best level *',
  click: 'one click *',
} satisfies { [row in MetricRowName]: string }

/** Lines of the table of means ± standard errors, with the note on the rows that use the mask to choose a level. */
export function formatMetrics(metrics: { readonly [row in MetricRowName]?: MetricMeans | undefined }): string[] {
  const names = metricRowNames.filter(name => metrics[name] !== undefined)
  const rows = names.map(name => {
    const means = metrics[name]!
    return [
      titles[name] ?? name,
      `${means.dice.mean.toFixed(3)} ± ${means.dice.sem.toFixed(3)}`,
      `${means.hausdorff.mean.toFixed(1)} ± ${means.hausdorff.sem.toFixed(1)}`,
      means.ssim.mean.toFixed(3),
      means.ergas.mean.toFixed(0),
      means.rmse.mean.toFixed(3),
      String(means.images),
    ]
  })
  const table = formatTable(
    [
      { title: '' },
      { title: 'Dice', align: 'right' },
      { title: 'Hausdorff (px)', align: 'right' },
      { title: 'SSIM', align: 'right' },
      { title: 'ERGAS', align: 'right' },
      { title: 'RMSE', align: 'right' },
      { title: 'images', align: 'right' },
    ],
    rows,
  )
  const oracle = names.some(name => titles[name].endsWith('*'))
  return [
    ...table,
    'Means over images ± standard error; the region is chosen with the mask at hand (label hint or one click).',
    ...(oracle ? ['* so is the level.'] : []),
  ]
}
