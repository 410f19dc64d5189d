/** Mass, mean feature, mean position and adjacency of groups of pixels. O(pixels x dims). */
import type { PixelFeatures } from '../embedding/embedding.ts'
import { adjacencyOfContacts, type Contact } from './adjacency.ts'
import type { Adjacency, Prototypes } from './prototypes.ts'

/** Prototypes from a group number per pixel, every one of `count` groups holding at least one pixel. */
export function summarise(
  features: PixelFeatures,
  assignment: Int32Array,
  count: number,
  spatial: boolean,
): Prototypes {
  const { width, height, dims, data } = features
  const mass = new Float64Array(count)
  const mean = new Float64Array(count * dims)
  const position = new Float64Array(count * 2)
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++) {
      const p = assignment[i]!
      mass[p]!++
      position[2 * p]! += x
      position[2 * p + 1]! += y
      for (let d = 0, from = i * dims, to = p * dims; d < dims; d++) mean[to + d]! += data[from + d]!
    }
  for (let p = 0; p < count; p++) {
    position[2 * p]! /= mass[p]!
    position[2 * p + 1]! /= mass[p]!
    for (let d = 0; d < dims; d++) mean[p * dims + d]! /= mass[p]!
  }
  const adjacency = spatial ? regionAdjacency(assignment, width, height, count, features.edges) : undefined
  return { count, dims, mass, mean, position, assignment, width, height, adjacency }
}

/**
 * Which groups share a pixel side; neighbours in ascending order. `edges`, [height * width], gives the strength of the
 * boundaries: that of a pixel side is the mean of the two pixels.
 */
export function regionAdjacency(
  assignment: Int32Array,
  width: number,
  height: number,
  count: number,
  edges?: Float32Array,
): Adjacency {
  const contacts: Map<number, Contact>[] = Array.from({ length: count }, () => new Map())
  const touch = (i: number, j: number): void => {
    const a = assignment[i]!
    const b = assignment[j]!
    if (a === b) return
    let contact = contacts[a]!.get(b)
    if (contact === undefined) {
      contact = { length: 0, edges: 0 }
      contacts[a]!.set(b, contact)
      contacts[b]!.set(a, contact)
    }
    contact.length++
    if (edges !== undefined) contact.edges += (edges[i]! + edges[j]!) / 2
  }
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++) {
      if (x + 1 < width) touch(i, i + 1)
      if (y + 1 < height) touch(i, i + width)
    }
  return adjacencyOfContacts(contacts, edges !== undefined)
}
