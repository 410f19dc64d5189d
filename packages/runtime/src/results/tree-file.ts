/**
 * `tree.json`: the merge tree of one image, so that any granularity can be cut later without running anything again.
 */
import { assembleTree, type MergeTree } from '@cuts/core'
import { z } from 'zod'

export const treeFileSchema = z.object({
  format: z.literal('cuts-merge-tree'),
  version: z.literal(1),
  leaves: z.number().int().describe('prototypes; nodes leaves.. are merges, in the order they happened'),
  children: z.array(z.number().int()).describe('[leaves - 1][2], the heavier child first'),
  height: z.array(z.number()).describe('log bandwidth at which each node came to be'),
  step: z.array(z.number().int()).describe('condensation iteration at which each node came to be'),
  mass: z.array(z.number()).describe('pixels below each node'),
  survivor: z.array(z.number().int()).describe('label of each node: the leaf whose identity it carries'),
  iterations: z.number().int(),
  lastHeight: z.number(),
  levels: z.array(z.object({ clusters: z.number().int(), logBandwidth: z.number() })),
})

export type TreeFile = z.infer<typeof treeFileSchema>

/** Returns the tree of a file. Throws `Unreadable` if the tree is not valid. */
export function treeOf({ leaves, children, height, step, mass, iterations, lastHeight }: TreeFile): MergeTree {
  return assembleTree({
    leafMass: mass.slice(0, leaves),
    startHeight: height[0] ?? lastHeight,
    children,
    mergeHeight: height.slice(leaves),
    mergeStep: step.slice(leaves),
    iterations,
    lastHeight,
  })
}

export function encodeTree(tree: MergeTree, levels: TreeFile['levels']): string {
  const file: TreeFile = {
    format: 'cuts-merge-tree',
    version: 1,
    leaves: tree.leaves,
    children: [...tree.children],
    height: [...tree.height],
    step: [...tree.step],
    mass: [...tree.mass],
    survivor: [...tree.survivor],
    iterations: tree.iterations,
    lastHeight: tree.lastHeight,
    levels,
  }
  return `${JSON.stringify(file)}\n`
}
