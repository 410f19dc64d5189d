/** Cuts through the merge tree: a granularity is a number of clusters, and its label map one lookup per pixel. */
import { CutsError } from '../errors.ts'
import type { LabelMap } from '../image/image.ts'
import { integer, type OptionValues } from '../options/index.ts'
import type { Prototypes } from '../prototypes/prototypes.ts'
import { mapLabels } from './map-labels.ts'
import type { MergeTree } from './merge-tree.ts'

/**
 * Label of every leaf when the tree is cut into `clusters` groups: the survivor of its group, so that a region keeps
 * its label from level to level until a heavier one absorbs it. Throws `InvalidArgument` outside [1, leaves].
 */
export function cutTree(tree: MergeTree, clusters: number): Int32Array {
  const { leaves, parent, survivor } = tree
  // Parents come after children, so one pass downwards suffices.
  const existing = nodesOfCut(tree, clusters)
  const labels = new Int32Array(existing)
  for (let node = existing - 1; node >= 0; node--) {
    const above = parent[node]!
    labels[node] = above === -1 || above >= existing ? survivor[node]! : labels[above]!
  }
  return labels.slice(0, leaves)
}

/** Returns the number of nodes that exist in a cut: the leaves and the nodes of the first leaves - clusters merges. */
function nodesOfCut(tree: MergeTree, clusters: number): number {
  checkClusters(tree, clusters)
  return 2 * tree.leaves - clusters
}

export function checkClusters({ leaves }: MergeTree, clusters: number): void {
  if (!Number.isInteger(clusters) || clusters < 1 || clusters > leaves)
    throw new CutsError('InvalidArgument', `clusters of a cut must be an integer in [1, ${leaves}]. Got ${clusters}.`)
}

/** Returns a label map from a label per leaf. */
export function paintLeaves(prototypes: Prototypes, labels: Int32Array): LabelMap {
  const { width, height, assignment } = prototypes
  return { width, height, labels: mapLabels(assignment, labels, new Int32Array(assignment.length)) }
}

export const levelOptions = {
  most: integer(20, {
    title: 'Most levels',
    doc: 'largest number of levels of granularity',
    level: 'basic',
    min: 1,
    max: 1000,
    scale: 'log',
  }),
  finest: integer(80, {
    title: 'Regions of the finest level',
    doc: 'number of regions of the finest level, if the image has as many',
    level: 'basic',
    min: 2,
    max: 100000,
    scale: 'log',
    unit: 'regions',
  }),
  expectedRegions: integer(12, {
    title: 'Expected regions',
    doc: 'expected number of regions; the automatic level is the longest-lived one near it',
    level: 'basic',
    min: 1,
    max: 100000,
    scale: 'log',
    unit: 'regions',
    formerly: 'expected',
  }),
}

export type LevelOptions = OptionValues<typeof levelOptions>

export interface TreeLevel {
  readonly clusters: number
  /** Natural logarithm of the bandwidth at which the next merge ends this level. */
  readonly logBandwidth: number
}

/**
 * Returns the numbers of clusters worth showing, coarse to fine. The range from 2 to `finest` is divided evenly on a
 * logarithmic scale, and each part shows the cut that lives longest, from the merge that makes it to the merge that
 * ends it. Points that coincided from the start (merges of step 0) are never separated, so a constant image has only
 * the level of one region.
 */
export function selectLevels(tree: MergeTree, options: Pick<LevelOptions, 'most' | 'finest'>): TreeLevel[] {
  let distinct = tree.leaves
  for (let node = tree.leaves; node < tree.step.length; node++) if (tree.step[node] === 0) distinct--
  const finest = Math.min(options.finest, distinct)
  const coarsest = Math.min(2, finest)
  // Node made by the last merge before the cut, and by the first after it.
  const made = (clusters: number): number => tree.height[2 * tree.leaves - clusters - 1]!
  const ended = (clusters: number): number =>
    clusters === 1 ? tree.lastHeight : tree.height[2 * tree.leaves - clusters]!
  const levels: TreeLevel[] = []
  for (let part = 0, from = coarsest; part < options.most; part++) {
    const to = Math.round(coarsest * (finest / coarsest) ** ((part + 1) / options.most))
    if (to < from) continue
    let longest = from
    for (let clusters = from + 1; clusters <= to; clusters++)
      if (ended(clusters) - made(clusters) > ended(longest) - made(longest)) longest = clusters
    levels.push({ clusters: longest, logBandwidth: ended(longest) })
    from = to + 1
  }
  return levels
}
