/** Measures of regions as a table: one row a region, units in the names of the columns. */
import type { RegionMeasures } from '@cuts/core'
import { csvText } from './csv-text.ts'

export interface MeasuredRegion extends RegionMeasures {
  /** The image or volume that the region lies in. */
  readonly image: string
  /** The label in the result folder's own files; `label` is the number in the export. */
  readonly ownLabel: number
  /** What a person calls it; the column is there if any region has a name. */
  readonly name?: string | undefined
}

const axes = ['x', 'y', 'z'] as const

/** Returns the columns of a row in order. A measure that does not apply or is unknown is undefined. */
function columnsOf(region: MeasuredRegion, channels: number): [string, string | number | undefined][] {
  const { boundingBox, centroid, centroidMm } = region
  return [
    ['image', region.image],
    ['region', region.label],
    ['label', region.ownLabel],
    ...(region.name === undefined ? [] : ([['name', region.name]] satisfies [string, string][])),
    ['size_px', region.size],
    ['area_mm2', region.areaMm2],
    ['volume_mm3', region.volumeMm3],
    ...axes.map((axis, i): [string, number | undefined] => [`first_${axis}_px`, boundingBox.first[i]]),
    ...axes.map((axis, i): [string, number | undefined] => [`last_${axis}_px`, boundingBox.last[i]]),
    ...axes.map((axis, i): [string, number | undefined] => [`centroid_${axis}_px`, centroid[i]]),
    ...axes.map((axis, i): [string, number | undefined] => [`centroid_${axis}_mm`, centroidMm?.[i]]),
    ['perimeter_px', region.perimeter],
    ['perimeter_mm', region.perimeterMm],
    ...Array.from({ length: channels }, (_, c) => c).flatMap((c): [string, number | undefined][] => {
      const measures = region.intensity?.[c]
      return [
        [`mean_${c}`, measures?.mean],
        [`standard_deviation_${c}`, measures?.standardDeviation],
        [`min_${c}`, measures?.min],
        [`max_${c}`, measures?.max],
      ]
    }),
  ]
}

/** The table as CSV (RFC 4180): intensities of channel c are `mean_c` and so on, in the file's own units. */
export function measuresCsv(regions: readonly MeasuredRegion[]): string {
  const channels = Math.max(0, ...regions.map(({ intensity = [] }) => intensity.length))
  const isNamed = regions.some(({ name }) => name !== undefined)
  const named = (region: MeasuredRegion) => (isNamed ? { ...region, name: region.name ?? '' } : region)
  const rows = regions.map(region => columnsOf(named(region), channels))
  const header = columnsOf(named({ ...nothing, image: '' }), channels).map(([name]) => name)
  return [header, ...rows.map(row => row.map(([, value]) => cell(value)))].map(row => `${row.join(',')}\r\n`).join('')
}

/** Returns the same as JSON: a list of objects, without measures that do not apply. */
export function measuresJson(regions: readonly MeasuredRegion[]): string {
  const rows = regions.map(region =>
    Object.fromEntries(
      columnsOf(region, region.intensity?.length ?? 0).filter(
        ([, value]) => value !== undefined && !Number.isNaN(value),
      ),
    ),
  )
  return `${JSON.stringify(rows, undefined, 1)}\n`
}

const nothing: MeasuredRegion = {
  image: '',
  ownLabel: 0,
  label: 0,
  size: 0,
  boundingBox: { first: [], last: [] },
  centroid: [],
}

function cell(value: string | number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return ''
  if (typeof value === 'number') return String(Number(value.toPrecision(9)))
  return csvText(value)
}
