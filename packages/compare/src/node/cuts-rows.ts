/** The rows that one segmentation by CUTS fills, and what each of them reads. */
import { keepShown, type Planes } from '@cuts/core'
import { openSelection } from '@cuts/core/selection'
import { levelMap, levelMaps, type Segmentation } from '@cuts/runtime/pipeline'
import type { PredictedTree, Prediction, Predictions } from '../method.ts'
import { randomWalker, selectParts, smallestNode } from '../methods/click-answers.ts'

/** Regions to read from a segmentation, or what answers clicks on it. */
type RowKind = ReadKind | ClickKind
type ReadKind = 'kmeans' | 'persistent' | 'auto' | 'best' | 'click'
type ClickKind = 'clicks' | 'pick' | 'walker'

/** Rows to fill: id, title, and the part of the segmentation to read. */
export type Rows = readonly (readonly [id: string, title: string, kind: RowKind])[]

const kinds: { readonly [kind in ReadKind]: string } = {
  kmeans: 'spectral k-means',
  persistent: 'persistent structures',
  best: 'best level (oracle)',
  auto: 'level chosen without labels',
  click: 'clicks, best level (oracle)',
}

/** Every row of regions. */
export function allRows(prefix: string, title: string): Rows {
  return Object.entries(kinds).map(([kind, words]) => [`${prefix}-${kind}`, `${title}, ${words}`, kind as ReadKind])
}

/** Rows that answer clicks on one segmentation. */
export const clickRows: Rows = [
  ['cuts-clicks', 'CUTS, clicks and corrections, outlines refined', 'clicks'],
  ['cuts-pick', 'CUTS, the smallest region over all clicks inside', 'pick'],
  ['random-walker', 'random walker over superpixels of CUTS, clicks', 'walker'],
]

/** The rows of a control, its best level first. */
export function controlRows(prefix: string, title: string): Rows {
  return allRows(prefix, title)
    .map(([id, words, kind]) => [kind === 'best' ? prefix : id, words, kind] as const)
    .toSorted((a, b) => Number(b[0] === prefix) - Number(a[0] === prefix))
}

/** `values` are the intensities of every pixel, which selection reads. */
export function predictionsOf(segmentation: Segmentation, rows: Rows, values: () => Planes): Predictions {
  const answers = answersTo(segmentation, values)
  return Object.fromEntries(
    rows.map(([row, , kind]) => [row, isRead(kind) ? regionsOf(segmentation, kind) : answers[kind]]),
  )
}

function isRead(kind: RowKind): kind is ReadKind {
  return Object.hasOwn(kinds, kind)
}

/** Nothing is computed before the first click; then, once for all rows. */
function answersTo(
  { tree, leaves, persistent }: Segmentation,
  values: () => Planes,
): { readonly [kind in ClickKind]: Prediction } {
  let opened: ReturnType<typeof openSelection> | undefined
  const space = () => {
    if (opened === undefined) {
      // At full size, a leaf of the working size may have won no pixel.
      const shown = keepShown(tree, leaves)
      opened = openSelection(shown.tree, shown.map, values())
    }
    return opened
  }
  return {
    clicks: { kind: 'clicks', begin: () => selectParts(space()) },
    pick: { kind: 'clicks', begin: () => smallestNode(tree, leaves, persistent) },
    walker: { kind: 'clicks', begin: () => randomWalker(space()) },
  }
}

function regionsOf(segmentation: Segmentation, kind: ReadKind): Prediction {
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
