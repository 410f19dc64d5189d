/** Parameters by name, as nodes of a graph. */
import { type Node, named } from '../graph/node.ts'
import { reshape, slice } from '../graph/operators.ts'
import type { Slot } from './slots.ts'

/** Looks a parameter up by name. */
export type Lookup = (name: string) => Node

/** Cuts every parameter out of the flat vector that holds them. */
export function unpack(vector: Node, slots: readonly Slot[]): Lookup {
  const nodes = new Map(
    slots.map(slot => [
      slot.name,
      named(slot.name, reshape(slice(vector, 0, slot.offset, slot.offset + slot.size), slot.shape)),
    ]),
  )
  return name => nodes.get(name)!
}
