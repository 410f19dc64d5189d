/** Lays out the segments of an image in a plane by the distance of their features: the paper's Fig. 3A, even rows. */
import { cutTree, layoutOptions, layoutPrototypes, type MergeTree, type PrototypeCloud, type Random } from '@cuts/core'
import { checkOptions } from '@cuts/core/options'
import { coarsen } from '@cuts/core/pooling'

/** Dots of a plot: enough to see the shape, few enough to lay out in a quarter of a second. */
const dots = 200

export interface SegmentPlot {
  /** Place of every dot as (x, y), [n][2]; no unit. */
  readonly points: Float64Array
  /** Number of pixels of each dot, [n]. */
  readonly mass: Float64Array
  /** A leaf of the tree in each dot. It gives the label of the dot in every cut into at most n regions. */
  readonly leaves: Int32Array
}

/** Lays out the segments of the tree's cut into 200, or all prototypes if there are fewer. Deterministic for a seed. */
export function plotSegments(tree: MergeTree, prototypes: PrototypeCloud, random: Random): SegmentPlot {
  const labels = cutTree(tree, Math.min(dots, tree.leaves))
  const { prototypes: segments, group } = coarsen(prototypes, labels)
  const leaves = new Int32Array(segments.count)
  for (const [leaf, segment] of group.entries()) leaves[segment] = labels[leaf]!
  const { points } = layoutPrototypes(segments, checkOptions('layout', layoutOptions), random)
  return { points, mass: segments.mass, leaves }
}
