/**
 * Persistent structures (paper, section 3.2.2): one label map that favours the longest-lived segments. Persistence is
 * the time a segment stays intact, from the merge that formed it to the merge that ends it, in the logarithm of the
 * bandwidth (for a steadily growing bandwidth that is the number of iterations). Segments are painted from low to high
 * persistence, so every pixel ends in the most persistent segment that holds it.
 */
import { type OptionValues, real } from '../options/index.ts'
import type { MergeTree } from './merge-tree.ts'
import { lifetimes } from './nodes.ts'

export const persistenceOptions = {
  smallestShare: real(0.003, {
    title: 'Smallest share',
    doc: 'smallest share of the image that a persistent structure may cover',
    level: 'basic',
    min: 0,
    max: 1,
    step: 0.001,
    formerly: 'smallest',
  }),
  largestShare: real(0.2, {
    title: 'Largest share',
    doc: 'largest share of the image that a persistent structure may cover',
    level: 'basic',
    min: 0,
    max: 1,
    step: 0.01,
    formerly: 'largest',
  }),
}

export type PersistenceOptions = OptionValues<typeof persistenceOptions>

export interface PersistentStructures {
  /** Label of every leaf: the node of the tree that it was painted with. */
  readonly labels: Int32Array
  /** The visible nodes, most persistent first. */
  readonly nodes: readonly { readonly node: number; readonly persistence: number }[]
}

/** Leaves in no segment of an admissible size keep the root's label: they are the background. */
export function persistentStructures(tree: MergeTree, options: PersistenceOptions): PersistentStructures {
  const { leaves, parent, mass } = tree
  const lifetime = lifetimes(tree)
  const root = 2 * leaves - 2
  const total = mass[root]!
  // Downwards: the most persistent admissible node on the way from the root. Parents have larger numbers.
  const chosen = new Int32Array(2 * leaves - 1)
  const persistence = new Float64Array(2 * leaves - 1)
  chosen[root] = root
  // More than 0 wins over the root: points that coincide from the start were never apart and are not chosen.
  for (let node = root - 1; node >= 0; node--) {
    const above = parent[node]!
    const admissible = mass[node]! >= options.smallestShare * total && mass[node]! <= options.largestShare * total
    const better = admissible && lifetime[node]! > persistence[above]!
    chosen[node] = better ? node : chosen[above]!
    persistence[node] = better ? lifetime[node]! : persistence[above]!
  }
  const labels = chosen.slice(0, leaves)
  const nodes = [...new Set(labels)]
    .map(node => ({ node, persistence: lifetime[node]! }))
    .sort((a, b) => b.persistence - a.persistence || a.node - b.node)
  return { labels, nodes }
}
