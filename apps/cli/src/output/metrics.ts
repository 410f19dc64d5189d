/** The metrics of a run as tables: one for images, one for volumes. */
import {
  type LengthUnit,
  type MetricName,
  metricHeading,
  metricTable,
  paperMetricNames,
  volumeMetricNames,
} from '@cuts/core/metrics'
import { rowWords } from '@cuts/report/words'
import type { Summary } from '@cuts/runtime'
import { tellEmptyTruths } from '@cuts/runtime/pipeline'
import { type VolumeRowName, volumeRowNames } from '@cuts/runtime/results'
import { formatTable } from './table.ts'

type Means = {
  readonly [name in MetricName]?: { readonly mean: number; readonly sem: number } | undefined
}

/**
 * Returns the tables of means ± standard errors as lines. Notes mark the rows that use the mask to choose a level, and
 * name the images that are left out. Returns no lines if no mask was given.
 */
export function formatMetrics(
  scores: Pick<Summary, 'metrics' | 'volumeMetrics'> & { readonly emptyTruths?: readonly string[] | undefined },
): string[] {
  const { metrics = {}, volumeMetrics = {}, emptyTruths } = scores
  const unit = volumeRowNames.flatMap(row => volumeMetrics[row]?.distanceUnit ?? [])[0] ?? 'voxels'
  const shown = volumeRowNames.filter(row => row in metrics || row in volumeMetrics)
  const leftOut = tellEmptyTruths(emptyTruths)
  return [
    ...meansTable(metrics, { names: paperMetricNames, unit: 'px', over: 'images' }),
    ...meansTable(volumeMetrics, { names: volumeMetricNames, unit, over: 'volumes' }),
    ...(shown.length === 0 ? [] : ['The region in each image is chosen using the mask.']),
    ...(shown.some(row => rowWords[row].isOracle)
      ? ['* The granularity, the proposal or the region is chosen using the mask, too.']
      : []),
    ...(leftOut === undefined ? [] : [`${leftOut[0]!.toUpperCase()}${leftOut.slice(1)}`]),
  ]
}

interface Columns<Over extends string> {
  readonly names: readonly MetricName[]
  readonly unit: LengthUnit
  /** Returns the number of images or volumes behind the means, as text. */
  readonly over: Over
}

function meansTable<Over extends 'images' | 'volumes'>(
  means: { readonly [row in VolumeRowName]?: (Means & { readonly [count in Over]: number }) | undefined },
  { names, unit, over }: Columns<Over>,
): string[] {
  const rows = volumeRowNames.flatMap(row => {
    const held = means[row]
    if (held === undefined) return []
    const name = `${rowWords[row].name}${rowWords[row].isOracle ? ' *' : ''}`
    return [[name, ...names.map(metric => cell(metric, held[metric])), String(held[over])]]
  })
  if (rows.length === 0) return []
  const titles = [...names.map(name => metricHeading(name, unit)), over]
  const columns = [{ title: '' }, ...titles.map(title => ({ title, align: 'right' as const }))]
  return [...formatTable(columns, rows), `Means over ${over} ± standard error.`]
}

function cell(metric: MetricName, spread: Means[MetricName]): string {
  if (spread === undefined) return '–'
  const { digits, withError } = metricTable[metric]
  const mean = spread.mean.toFixed(digits)
  return withError ? `${mean} ± ${spread.sem.toFixed(digits)}` : mean
}
