/** Finds the region under a click in a finished image, or the smallest region that contains several clicks. */
import { CutsError, leavesBelow, lowestCommonAncestor, type Mask, regionAt } from '@cuts/core'
import { readLabelMaps, readTree } from '../results/read-results.ts'
import type { Store } from '../store/store.ts'

type Point = readonly [number, number]

export interface PickedRegion {
  /** The kind of region: at a level, among the persistent structures, or anywhere in the tree. */
  readonly among: 'level' | 'persistent' | 'tree'
  /** Index of the level, coarse to fine, if a level was given. */
  readonly level?: number
  /** Number of regions of that kind; for the tree, the number of its nodes. */
  readonly regions: number
  readonly areaPixels: number
  readonly mask: Mask
}

export interface Pick {
  /** Where the results are. */
  readonly store: Store
  /** The image, by its id. */
  readonly image: string
  /** Pixels as (x, y). */
  readonly at: readonly Point[]
  readonly level?: number | undefined
}

/**
 * Returns the region that holds the pixels `at`. For one pixel, this is its region at `level`, or its persistent
 * structure if no level is given. For several pixels, it is the smallest segment of the merge tree that holds them all.
 * Throws `InvalidArgument` for a click or level outside, and `Unreadable`.
 */
export async function pickRegion({ store, image, at, level }: Pick): Promise<PickedRegion> {
  const [first, ...more] = at
  if (first === undefined) throw new CutsError('InvalidArgument', 'give at least one pixel.')
  if (more.length > 0 && level !== undefined)
    throw new CutsError(
      'InvalidArgument',
      'several pixels select the smallest region that contains them, at any level.',
      {
        remedy: 'Give several pixels, or one pixel and a level.',
      },
    )
  const found = more.length > 0 ? await smallestRegion(store, image, at) : await regionUnder(store, image, first, level)
  return { ...found, areaPixels: found.mask.data.reduce((sum, value) => sum + value, 0) }
}

type Found = Omit<PickedRegion, 'areaPixels'>

async function regionUnder(store: Store, image: string, [x, y]: Point, level: number | undefined): Promise<Found> {
  const maps = await readLabelMaps(store, image, level === undefined ? 'persistent' : 'labels')
  const map = maps[level ?? 0]
  if (map === undefined)
    throw new CutsError(
      'InvalidArgument',
      `level must be an integer in [0, ${maps.length - 1}], coarse to fine. Got ${level}.`,
    )
  const [mask, regions] = [regionAt(map, x, y), new Set(map.labels).size]
  return level === undefined ? { among: 'persistent', regions, mask } : { among: 'level', level, regions, mask }
}

async function smallestRegion(store: Store, image: string, at: readonly Point[]): Promise<Found> {
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
  return { among: 'tree', regions: tree.parent.length, mask }
}
