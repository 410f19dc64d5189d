/**
 * One level chosen without labels: the cut that lives longest, weighed by how many regions are to be expected. The
 * logarithm of their number is taken to be normal about what is expected, which no rule that looks at the image alone came
 * near to. A cut's lifetime is the evidence, as for persistent structures, in the logarithm of the bandwidth.
 */
import type { TreeLevel } from './cut.ts'
import type { MergeTree } from './merge-tree.ts'

/** Standard deviation of the logarithm of the number of regions: a factor of 1.4. */
const spread = 0.35

/**
 * Index of the level with the largest lifetime - ln(clusters / expected)^2 / (2 spread^2). Of equals the coarser. `levels`
 * are cuts of `tree`, coarse to fine, at least one; `expected` is a number of regions.
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
