/** Neighbourhood graphs in compressed rows. */
import type { Adjacency } from './prototypes.ts'

/** A common boundary: its length, and the strength of the edge summed along it. */
export interface Contact {
  length: number
  edges: number
}

/** The graph in which node i has the neighbours of `sets[i]`, in ascending order; the sets must be symmetric. */
export function adjacencyOfSets(sets: readonly { readonly size: number; keys(): Iterable<number> }[]): Adjacency {
  const offsets = new Int32Array(sets.length + 1)
  for (const [p, set] of sets.entries()) offsets[p + 1] = offsets[p]! + set.size
  const neighbours = new Int32Array(offsets[sets.length]!)
  for (const [p, set] of sets.entries()) neighbours.set(Int32Array.from(set.keys()).sort(), offsets[p])
  return { offsets, neighbours }
}

/**
 * The graph in which node i touches the keys of `contacts[i]`, which must be symmetric; with boundaries if
 * `areBoundariesKnown`.
 */
export function adjacencyOfContacts(
  contacts: readonly ReadonlyMap<number, Contact>[],
  areBoundariesKnown: boolean,
): Adjacency {
  const graph = adjacencyOfSets(contacts)
  if (!areBoundariesKnown) return graph
  const { offsets, neighbours } = graph
  const length = new Float64Array(neighbours.length)
  const strength = new Float64Array(neighbours.length)
  for (const [i, around] of contacts.entries())
    for (let e = offsets[i]!; e < offsets[i + 1]!; e++) {
      const contact = around.get(neighbours[e]!)!
      length[e] = contact.length
      strength[e] = contact.edges / contact.length
    }
  return { ...graph, boundaries: { length, strength } }
}
