/** Regions that a finished image shows already: at a level, among the persistent structures, or as one node. */
import { CutsError, leavesBelow, lowestCommonAncestor, type Mask, regionAt } from '@cuts/core'
import { readLabelMaps, readSummary, readTree } from '../results/read-results.ts'
import type { Store } from '../store/store.ts'

export type Pixel = readonly [number, number]

export interface RuledRegion {
  /** The kind of region: at a level, among the persistent structures, or anywhere in the tree. */
  readonly among: 'level' | 'persistent' | 'tree'
  /** Index of the level, coarse to fine. */
  readonly level?: number
  /** Number of regions of that kind; for the tree, the number of its nodes. */
  readonly regions: number
  /** The node of the tree that the region is, if it was looked for there. */
  readonly nodes?: readonly { readonly node: number; readonly sign: 1 }[]
  readonly mask: Mask
}

/** The region of a level under a pixel; the automatic level if none is given. Throws `InvalidArgument`. */
export async function regionAtLevel(
  store: Store,
  image: string,
  [x, y]: Pixel,
  level: number | undefined,
): Promise<RuledRegion> {
  const maps = await readLabelMaps(store, image, 'labels')
  const index = level ?? (await readSummary(store)).images.find(({ id }) => id === image)?.autoLevel ?? 0
  const map = maps[index]
  if (map === undefined)
    throw new CutsError(
      'InvalidArgument',
      `level must be an integer in [0, ${maps.length - 1}], coarse to fine. Got ${index}.`,
    )
  return { among: 'level', level: index, regions: new Set(map.labels).size, mask: regionAt(map, x, y) }
}

/** The persistent structure under a pixel. Throws `InvalidArgument` for a pixel outside. */
export async function persistentRegion(store: Store, image: string, [x, y]: Pixel): Promise<RuledRegion> {
  const [map] = await readLabelMaps(store, image, 'persistent')
  return { among: 'persistent', regions: new Set(map!.labels).size, mask: regionAt(map!, x, y) }
}

/** The smallest node that holds all pixels. Throws `InvalidArgument` for a pixel outside. */
export async function smallestRegion(store: Store, image: string, at: readonly Pixel[]): Promise<RuledRegion> {
  const [map] = await readLabelMaps(store, image, 'prototypes')
  const { width, height, labels, geometry } = map!
  // Throws with the click that lies outside.
  for (const [x, y] of at) regionAt(map!, x, y)
  const tree = await readTree(store, image)
  const node = lowestCommonAncestor(
    tree,
    at.map(([x, y]) => labels[y * width + x]!),
  )
  const inside = new Uint8Array(tree.leaves)
  for (const leaf of leavesBelow(tree, node)) inside[leaf] = 1
  const mask = { width, height, geometry, data: Uint8Array.from(labels, leaf => inside[leaf]!) }
  return { among: 'tree', regions: tree.parent.length, nodes: [{ node, sign: 1 }], mask }
}
