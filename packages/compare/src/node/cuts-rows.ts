/** The rows that one segmentation by CUTS fills, and what each of them reads. */
import { levelMap, levelMaps, type Segmentation } from '@cuts/runtime/pipeline'
import type { PredictedTree, Prediction, Predictions } from '../method.ts'

type RowKind = 'kmeans' | 'persistent' | 'auto' | 'best' | 'click'

/** Rows to fill: id, title, and the part of the segmentation to read. */
export type Rows = readonly (readonly [id: string, title: string, kind: RowKind])[]

const kinds: { readonly [kind in RowKind]: string } = {
  kmeans: 'spectral k-means',
  persistent: 'persistent structures',
  best: 'best level (oracle)',
  auto: 'level chosen without labels',
  click: 'clicks, best level (oracle)',
}

/** Every kind of row. */
export function allRows(prefix: string, title: string): Rows {
  return Object.entries(kinds).map(([kind, words]) => [`${prefix}-${kind}`, `${title}, ${words}`, kind as RowKind])
}

/** The rows of a control, its best level first. */
export function controlRows(prefix: string, title: string): Rows {
  return allRows(prefix, title)
    .map(([id, words, kind]) => [kind === 'best' ? prefix : id, words, kind] as const)
    .toSorted((a, b) => Number(b[0] === prefix) - Number(a[0] === prefix))
}

export function predictionsOf(segmentation: Segmentation, rows: Rows): Predictions {
  return Object.fromEntries(rows.map(([row, , kind]) => [row, predictionOf(segmentation, kind)]))
}

function predictionOf(segmentation: Segmentation, kind: RowKind): Prediction {
  const { tree, leaves, proposals, levels, autoLevel } = segmentation
  const source: PredictedTree = {
    tree,
    leaves,
    proposals: proposals.map(({ node }) => node),
    levels: { clusters: levels.map(({ clusters }) => clusters), auto: autoLevel },
  }
  switch (kind) {
    case 'kmeans':
      return { kind: 'labels', map: segmentation.kmeans }
    case 'persistent':
      return { kind: 'labels', map: segmentation.persistent, source }
    case 'auto':
      return { kind: 'labels', map: levelMap(segmentation, autoLevel), source }
    case 'best':
      return { kind: 'levels', maps: levelMaps(segmentation), source }
    case 'click':
      return { kind: 'levels', maps: levelMaps(segmentation), hint: 'point', source }
    default:
      return kind satisfies never
  }
}
