/**
 * From labels of voxels, slice by slice, to connected pieces: their voxels, means and places, and the faces between
 * them. Small pieces join the neighbour of most similar mean, so that what is left is connected and about equally large.
 */
import { adjacencyOfContacts, type Contact } from '../prototypes/adjacency.ts'
import type { Adjacency, PrototypeCloud } from '../prototypes/prototypes.ts'
import { createFaceTable, type FaceTable } from './face-table.ts'
import { createSliceComponents } from './slice-components.ts'
import { type VoxelSource, voxelSide } from './voxel-source.ts'

export interface Supervoxels {
  /**
   * Masses are voxels. Positions are (x, y, z) in sides of a cube as large as a voxel (`voxelSide`), so that a mass is a
   * volume in the same unit; width and height are the extent of a slice in it. Boundaries are the common faces: their
   * area in mm2, and the mean change of the features across them per mm.
   */
  readonly cloud: PrototypeCloud & { readonly adjacency: Adjacency }
  /** Supervoxel of every provisional number. */
  readonly supervoxel: Int32Array
}

export interface Pieces {
  /** Takes the labels, [row][column], -1 for air, and the features of the next slice; returns provisional numbers. */
  add(labels: Int32Array, values: Float32Array): Int32Array
  /** Joins pieces of fewer than `smallest` voxels to a neighbour. */
  finish(smallest: number): Supervoxels
}

export function createPieces(source: VoxelSource): Pieces {
  const { width, height, dims, spacingMm } = source
  const components = createSliceComponents(width, height)
  const faces = createFaceTable()
  const all = dims + 4
  /** Of every provisional number: voxels, features, columns, rows, slices. */
  let sums = new Float64Array(1024 * all)
  const before = new Float32Array(width * height * dims)
  let slice = 0
  return {
    add: (labels, values) => {
      const numbers = components.add(labels)
      if (components.given * all > sums.length) sums = larger(sums, 2 * components.given * all)
      for (let y = 0, i = 0; y < height; y++)
        for (let x = 0; x < width; x++, i++) {
          if (numbers[i]! < 0) continue
          const to = numbers[i]! * all
          sums[to]!++
          for (let d = 0; d < dims; d++) sums[to + 1 + d]! += values[i * dims + d]!
          sums[to + dims + 1]! += x
          sums[to + dims + 2]! += y
          sums[to + dims + 3]! += slice
        }
      addFaces(faces, { numbers, labels, values, previous: components.previous(), before }, source)
      before.set(values)
      slice++
      return numbers
    },
    finish: smallest => {
      const { component, count } = components.finish()
      const pieces = new Float64Array(count * all)
      for (let number = 0; number < component.length; number++)
        for (let k = 0; k < all; k++) pieces[component[number]! * all + k]! += sums[number * all + k]!
      const around = neighboursOf(faces, component, count)
      const joined = joinSmall(pieces, all, dims, around, smallest)
      const supervoxel = component.map(piece => joined.group[piece]!)
      const adjacency = contactsOf(faces, supervoxel, joined.count)
      const side = voxelSide(spacingMm)
      const mass = new Float64Array(joined.count)
      const mean = new Float64Array(joined.count * dims)
      const position = new Float64Array(joined.count * 3)
      for (let piece = 0; piece < count; piece++) {
        const p = joined.group[piece]!
        mass[p]! += pieces[piece * all]!
        for (let d = 0; d < dims; d++) mean[p * dims + d]! += pieces[piece * all + 1 + d]!
        for (let a = 0; a < 3; a++) position[3 * p + a]! += pieces[piece * all + 1 + dims + a]!
      }
      for (let p = 0; p < joined.count; p++) {
        for (let d = 0; d < dims; d++) mean[p * dims + d]! /= mass[p]!
        for (let a = 0; a < 3; a++) position[3 * p + a]! *= spacingMm[a]! / side / mass[p]!
      }
      const size = { width: (width * spacingMm[0]) / side, height: (height * spacingMm[1]) / side }
      return { cloud: { count: joined.count, dims, mass, mean, position, ...size, adjacency }, supervoxel }
    },
  }
}

interface SliceParts {
  readonly numbers: Int32Array
  readonly labels: Int32Array
  readonly values: Float32Array
  /** Numbers and features of the slice before. */
  readonly previous: Int32Array | undefined
  readonly before: Float32Array
}

/** Adds the faces of a slice's voxels to the left, above and behind. Different numbers of one label are one part. */
function addFaces(
  faces: FaceTable,
  { numbers, labels, values, previous, before }: SliceParts,
  { width, height, dims, spacingMm: [mmX, mmY, mmZ] }: VoxelSource,
): void {
  const change = (i: number, of: Float32Array, j: number): number => {
    if (dims === 1) return Math.abs(values[i]! - of[j]!)
    let squares = 0
    for (let d = 0; d < dims; d++) squares += (values[i * dims + d]! - of[j * dims + d]!) ** 2
    return Math.sqrt(squares)
  }
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++) {
      const own = numbers[i]!
      if (own < 0) continue
      if (x > 0 && labels[i - 1]! >= 0 && labels[i - 1] !== labels[i])
        faces.add(own, numbers[i - 1]!, mmY * mmZ, change(i, values, i - 1) / mmX)
      if (y > 0 && labels[i - width]! >= 0 && labels[i - width] !== labels[i])
        faces.add(own, numbers[i - width]!, mmX * mmZ, change(i, values, i - width) / mmY)
      // Numbers of a label in two slices are the same or are joined by now: a pair of one part is left out at the end.
      if (previous !== undefined && previous[i]! >= 0 && previous[i] !== own)
        faces.add(own, previous[i]!, mmX * mmY, change(i, before, i) / mmZ)
    }
}

function neighboursOf(faces: FaceTable, part: Int32Array, count: number): Set<number>[] {
  const around: Set<number>[] = Array.from({ length: count }, () => new Set())
  faces.forEach((a, b) => {
    const [p, q] = [part[a]!, part[b]!]
    if (p === q) return
    around[p]!.add(q)
    around[q]!.add(p)
  })
  return around
}

/** Groups of pieces: those below `smallest` voxels join the adjacent group of most similar mean, smallest first. */
function joinSmall(
  pieces: Float64Array,
  all: number,
  dims: number,
  around: readonly ReadonlySet<number>[],
  smallest: number,
): { readonly group: Int32Array; readonly count: number } {
  const count = around.length
  const sums = pieces.slice()
  const target = Int32Array.from({ length: count }, (_, p) => p)
  const find = (p: number): number => {
    while (target[p] !== p) p = target[p] = target[target[p]!]!
    return p
  }
  const touching: (readonly number[])[] = around.map(set => [...set])
  const small = Array.from({ length: count }, (_, p) => p)
    .filter(p => pieces[p * all]! < smallest)
    .sort((p, q) => pieces[p * all]! - pieces[q * all]! || p - q)
  for (const piece of small) {
    const p = find(piece)
    if (sums[p * all]! >= smallest) continue
    let best = -1
    let nearest = Number.POSITIVE_INFINITY
    for (const neighbour of touching[p]!) {
      const q = find(neighbour)
      if (q === p) continue
      let distance = 0
      for (let d = 1; d <= dims; d++)
        distance += (sums[p * all + d]! / sums[p * all]! - sums[q * all + d]! / sums[q * all]!) ** 2
      if (distance < nearest || (distance === nearest && q < best)) [nearest, best] = [distance, q]
    }
    if (best < 0) continue
    for (let k = 0; k < all; k++) sums[best * all + k]! += sums[p * all + k]!
    touching[best] = [...touching[best]!, ...touching[p]!]
    target[p] = best
  }
  const group = new Int32Array(count).fill(-1)
  let groups = 0
  for (let p = 0; p < count; p++) {
    const root = find(p)
    if (group[root] === -1) group[root] = groups++
    group[p] = group[root]!
  }
  return { group, count: groups }
}

/** Which supervoxels touch, the areas of their common faces, and the contrast across them. */
function contactsOf(faces: FaceTable, part: Int32Array, count: number): Adjacency {
  const around: Map<number, Contact>[] = Array.from({ length: count }, () => new Map())
  faces.forEach((a, b, area, contrast) => {
    const [p, q] = [Math.min(part[a]!, part[b]!), Math.max(part[a]!, part[b]!)]
    if (p === q) return
    let contact = around[p]!.get(q)
    if (contact === undefined) {
      contact = { length: 0, edges: 0 }
      around[p]!.set(q, contact)
      around[q]!.set(p, contact)
    }
    contact.length += area
    contact.edges += contrast
  })
  return adjacencyOfContacts(around, true)
}

function larger(values: Float64Array, length: number): Float64Array<ArrayBuffer> {
  const more = new Float64Array(length)
  more.set(values)
  return more
}
