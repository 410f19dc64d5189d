/** Cuts through the merge tree: a granularity is a number of clusters, and its label map one lookup per pixel. */
import { CutsError } from '../errors.ts'
import type { LabelMap } from '../image/image.ts'
import { integer, type OptionValues } from '../options/index.ts'
import type { Prototypes } from '../prototypes/prototypes.ts'
import type { MergeTree } from './merge-tree.ts'

/**
 * Label of every leaf when the tree is cut into `clusters` groups: the survivor of its group, so that a region keeps its
 * label from level to level until a heavier one absorbs it. Throws `InvalidArgument` outside [1, leaves].
 */
export function cutTree(tree: MergeTree, clusters: number): Int32Array {
  const { leaves, parent, survivor } = tree
  if (!Number.isInteger(clusters) || clusters < 1 || clusters > leaves)
    throw new CutsError('InvalidArgument', `clusters of a cut must be an integer in [1, ${leaves}]. Got ${clusters}.`)
  // Nodes made by the first leaves - clusters merges exist; parents come after children, so one pass downwards suffices.
  const existing = 2 * leaves - clusters
  const labels = new Int32Array(existing)
  for (let node = existing - 1; node >= 0; node--) {
    const above = parent[node]!
    labels[node] = above === -1 || above >= existing ? survivor[node]! : labels[above]!
  }
  return labels.slice(0, leaves)
}

/** A label per leaf as a label map. */
export function paintLeaves(prototypes: Prototypes, labels: Int32Array): LabelMap {
  const { width, height, assignment } = prototypes
  return { width, height, labels: assignment.map(p => labels[p]!) }
}

export const levelOptions = {
  most: integer(20, { min: 1, max: 1000, doc: 'levels of granularity at most' }),
  finest: integer(80, {
    min: 2,
    max: 100000,
    unit: 'regions',
    doc: 'regions of the finest level, where the image has as many',
  }),
}

export type LevelOptions = OptionValues<typeof levelOptions>

export interface TreeLevel {
  readonly clusters: number
  /** Natural logarithm of the bandwidth at which the next merge ends this level. */
  readonly logBandwidth: number
}

/**
 * Numbers of clusters worth showing, coarse to fine: evenly spaced on a logarithmic scale from 2 to `finest`, at most
 * `most`. Points that coincided from the start (merges of step 0) are never told apart, so a constant image has the one
 * level of one region.
 */
export function selectLevels(tree: MergeTree, options: LevelOptions): TreeLevel[] {
  let distinct = tree.leaves
  for (let node = tree.leaves; node < tree.step.length; node++) if (tree.step[node] === 0) distinct--
  const finest = Math.min(options.finest, distinct)
  const coarsest = Math.min(2, finest)
  const counts = new Set<number>()
  for (let i = 0; i < options.most; i++) {
    const share = options.most === 1 ? 1 : i / (options.most - 1)
    counts.add(Math.round(coarsest * (finest / coarsest) ** share))
  }
  return [...counts].map(clusters => ({
    clusters,
    logBandwidth: clusters === 1 ? tree.lastHeight : tree.height[2 * tree.leaves - clusters]!,
  }))
}
