/** Neighbourhood graphs in compressed rows. */
import type { Adjacency } from './prototypes.ts'

/** The graph in which node i has the neighbours of `sets[i]`, in ascending order; the sets must be symmetric. */
export function adjacencyOfSets(sets: readonly ReadonlySet<number>[]): Adjacency {
  const offsets = new Int32Array(sets.length + 1)
  for (const [p, set] of sets.entries()) offsets[p + 1] = offsets[p]! + set.size
  const neighbours = new Int32Array(offsets[sets.length]!)
  for (const [p, set] of sets.entries()) neighbours.set(Int32Array.from(set).sort(), offsets[p])
  return { offsets, neighbours }
}
