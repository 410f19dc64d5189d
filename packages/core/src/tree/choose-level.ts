/**
 * Chooses one level without labels: the cut that lives longest, weighted by the expected number of regions. The
 * logarithm of the number of regions is taken to be normal around the expected one; no rule that uses the image alone
 * came near to it. A cut's lifetime, in the logarithm of the bandwidth, is the evidence, as for persistent structures.
 */
import type { TreeLevel } from './cut.ts'
import type { MergeTree } from './merge-tree.ts'

/** Standard deviation of the logarithm of the number of regions: a factor of 1.4. */
const spread = 0.35

/**
 * Returns the index of the level with the largest lifetime - ln(clusters / expected)^2 / (2 spread^2). Of equal levels,
 * the coarser. `levels` are cuts of `tree`, coarse to fine, at least one; `expected` is a number of regions.
 */
export function chooseLevel(tree: MergeTree, levels: readonly TreeLevel[], expected: number): number {
  const worth = ({ clusters, logBandwidth }: TreeLevel): number => {
    const made = tree.height[2 * tree.leaves - clusters - 1]!
    return logBandwidth - made - Math.log(clusters / expected) ** 2 / (2 * spread ** 2)
  }
  let chosen = 0
  for (const [index, level] of levels.entries()) if (worth(level) > worth(levels[chosen]!)) chosen = index
  return chosen
}
