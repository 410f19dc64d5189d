/** Mass, mean feature, mean position and adjacency of groups of pixels. O(pixels x dims). */
import type { PixelFeatures } from '../embedding/embedding.ts'
import { adjacencyOfSets } from './adjacency.ts'
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
  const adjacency = spatial ? regionAdjacency(assignment, width, height, count) : undefined
  return { count, dims, mass, mean, position, assignment, width, height, adjacency }
}

/** Which groups share a pixel edge; neighbours in ascending order. */
export function regionAdjacency(assignment: Int32Array, width: number, height: number, count: number): Adjacency {
  const sets: Set<number>[] = Array.from({ length: count }, () => new Set())
  const touch = (a: number, b: number): void => {
    if (a === b) return
    sets[a]!.add(b)
    sets[b]!.add(a)
  }
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++) {
      if (x + 1 < width) touch(assignment[i]!, assignment[i + 1]!)
      if (y + 1 < height) touch(assignment[i]!, assignment[i + width]!)
    }
  return adjacencyOfSets(sets)
}
