/**
 * Prototypes of several images as one set, so that one tree shows similarities across all of them. For the slices of a
 * volume, prototypes that overlap from one slice to the next touch; between images of a dataset, none touch.
 */
import { CutsError } from '../errors.ts'
import { adjacencyOfSets } from './adjacency.ts'
import type { PrototypeCloud, Prototypes } from './prototypes.ts'

export interface Pool {
  /** Adds the next image; returns the number that its first prototype has in the pool. */
  add(image: Prototypes): number
  /** Returns all added prototypes. Positions are (x, y, z) with slices, else (x, y). */
  finish(): PrototypeCloud
}

/**
 * Returns an empty pool. `slices` means that the images are slices in their order, `thickness` pixels apart. All must
 * then have one size, and each slice keeps only the data needed to find its contacts with the next. Throws `Mismatch`
 * if sizes or dims differ.
 */
export function createPool(slices?: { readonly thickness: number }): Pool {
  const axes = slices === undefined ? 2 : 3
  const parts: PrototypeCloud[] = []
  const touching: Set<number>[] = []
  let previous: { readonly image: Prototypes; readonly first: number } | undefined
  let count = 0
  return {
    add: image => {
      const first = count
      const before = parts[0]
      const sizes = [before ?? image, image].map(({ width, height }) => `${width}x${height}`)
      if (slices !== undefined && sizes[0] !== sizes[1])
        throw new CutsError('Mismatch', `slices of one volume must be of one size. Got ${sizes[0]} and ${sizes[1]}.`)
      if (before !== undefined && before.dims !== image.dims)
        throw new CutsError('Mismatch', `prototypes of ${before.dims} and of ${image.dims} features cannot be pooled.`)
      count += image.count
      const { assignment, ...cloud } = image
      parts.push(cloud)
      for (let p = 0; p < image.count; p++) touching.push(new Set())
      if (image.adjacency !== undefined) {
        const { offsets, neighbours } = image.adjacency
        for (let p = 0; p < image.count; p++)
          for (const q of neighbours.subarray(offsets[p], offsets[p + 1])) touching[first + p]!.add(first + q)
      }
      if (slices !== undefined && previous !== undefined)
        for (let i = 0; i < assignment.length; i++) {
          const [a, b] = [previous.first + previous.image.assignment[i]!, first + assignment[i]!]
          touching[a]!.add(b)
          touching[b]!.add(a)
        }
      previous = { image, first }
      return first
    },
    finish: () => {
      const [{ dims, width, height } = { dims: 0, width: 0, height: 0 }] = parts
      const mass = new Float64Array(count)
      const mean = new Float64Array(count * dims)
      const position = new Float64Array(count * axes)
      let at = 0
      for (const [slice, part] of parts.entries()) {
        mass.set(part.mass, at)
        mean.set(part.mean, at * dims)
        for (let p = 0; p < part.count; p++, at++) {
          position[at * axes] = part.position[2 * p]!
          position[at * axes + 1] = part.position[2 * p + 1]!
          if (slices !== undefined) position[at * axes + 2] = slice * slices.thickness
        }
      }
      const largest = parts.reduce((most, part) => Math.max(most, part.width), width)
      const tallest = parts.reduce((most, part) => Math.max(most, part.height), height)
      const cloud = { count, dims, mass, mean, position, width: largest, height: tallest }
      return slices === undefined ? cloud : { ...cloud, adjacency: adjacencyOfSets(touching) }
    },
  }
}
