/** Exported regions: numbered from 1, the largest first, because 0 is the background in most formats. */
import type { LabelMap, LabelVolume } from '@cuts/core'
import type { RegionStyle } from '@cuts/formats'
import { paletteOfIds } from '../pictures/index.ts'

/** Pixels by label, over all maps in which a label means the same. */
export type LabelCounts = Map<number, number>

export function countLabels({ labels }: LabelMap | LabelVolume, counts: LabelCounts, isSegmented?: Uint8Array): void {
  // Stretches of one label: a map look-up for each of them instead of each pixel.
  for (let start = 0; start < labels.length; ) {
    const label = labels[start]!
    let count = 0
    for (; start < labels.length && labels[start] === label; start++) if (isSegmented?.[start] !== 0) count++
    if (count > 0) counts.set(label, (counts.get(label) ?? 0) + count)
  }
}

/** The number of every label. */
export function numberLabels(counts: LabelCounts): ReadonlyMap<number, number> {
  const bySize = [...counts].sort(([a, sizeA], [b, sizeB]) => sizeB - sizeA || a - b)
  return new Map(bySize.map(([label], index) => [label, index + 1]))
}

/** Returns a map with numbers instead of labels. Pixels that are not segmented get 0. */
export function renumber<T extends LabelMap | LabelVolume>(
  map: T,
  numbers: ReadonlyMap<number, number>,
  isSegmented?: Uint8Array,
): T {
  const labels = new Int32Array(map.labels.length)
  let [label, number] = [-1, 0]
  for (let i = 0; i < labels.length; i++) {
    if (map.labels[i] !== label) {
      label = map.labels[i]!
      number = numbers.get(label) ?? 0
    }
    labels[i] = isSegmented?.[i] === 0 ? 0 : number
  }
  return { ...map, labels }
}

/** Names and colours of regions 1 to `count`; a number has the same colour in every export. */
export function describeRegions(count: number): RegionStyle[] {
  return describeLabels(
    Array.from({ length: count }, (_, index) => index + 1),
    'region',
  )
}

/** Names and colours of labels, the first ones in the calmest colours. */
export function describeLabels(labels: readonly number[], what = 'label'): RegionStyle[] {
  const { colours } = paletteOfIds(labels)
  return labels.map((label, rank) => ({
    label,
    name: `${what} ${label}`,
    colour: [colours[3 * rank]!, colours[3 * rank + 1]!, colours[3 * rank + 2]!],
  }))
}
