/**
 * Proposals: the regions of all granularities that most likely are objects, in an order that uses no labels. A region is
 * proposed by the height at which a heavier one absorbs it (its extinction; Vachier and Meyer 1995): it costs much to
 * give it up.
 */
import { integer, type OptionValues, real } from '../options/index.ts'
import type { MergeTree } from './merge-tree.ts'

export const proposalOptions = {
  most: integer(20, {
    title: 'Most proposals',
    doc: 'largest number of proposals for an image',
    level: 'basic',
    min: 1,
    max: 1000,
    scale: 'log',
  }),
  smallestShare: real(0.003, {
    title: 'Smallest share',
    doc: 'smallest share of the image that a proposal may cover',
    level: 'expert',
    min: 0,
    max: 1,
    step: 0.001,
  }),
  largestShare: real(0.6, {
    title: 'Largest share',
    doc: 'largest share of the image that a proposal may cover',
    level: 'expert',
    min: 0,
    max: 1,
    step: 0.01,
  }),
  overlap: real(0.7, {
    title: 'Overlap',
    doc: 'of two proposals with a larger intersection over union, only the first is kept',
    level: 'expert',
    min: 0,
    max: 1,
    step: 0.1,
  }),
}

export type ProposalOptions = OptionValues<typeof proposalOptions>

/**
 * Returns nodes of the tree, best first. Only the lighter of two merging nodes is absorbed, so only those are proposed.
 * O(leaves log leaves + proposals^2 x depth).
 */
export function rankProposals(tree: MergeTree, options: ProposalOptions): Int32Array {
  const { parent, children, height, mass } = tree
  const total = mass.at(-1)!
  const absorbed: number[] = []
  for (let slot = 1; slot < children.length; slot += 2) {
    const share = mass[children[slot]!]! / total
    if (share >= options.smallestShare && share <= options.largestShare) absorbed.push(children[slot]!)
  }
  const end = (node: number): number => height[parent[node]!]!
  absorbed.sort((a, b) => end(b) - end(a) || b - a)
  const chosen: number[] = []
  for (const node of absorbed) {
    if (chosen.length === options.most) break
    if (!chosen.some(other => overlapOf(tree, node, other) > options.overlap)) chosen.push(node)
  }
  return Int32Array.from(chosen)
}

/**
 * What it costs to give a proposal up: the height at which it is absorbed against that of the last merge of the tree,
 * as a ratio of costs (or bandwidths) in (0, 1].
 */
export function proposalScore({ parent, height }: MergeTree, node: number): number {
  return Math.exp(height[parent[node]!]! - height.at(-1)!)
}

/** Intersection over union of two nodes: one holds the other, or they are apart. */
function overlapOf({ parent, mass }: MergeTree, a: number, b: number): number {
  const [inner, outer] = a < b ? [a, b] : [b, a]
  let at = inner
  while (at !== -1 && at < outer) at = parent[at]!
  return at === outer ? mass[inner]! / mass[outer]! : 0
}
