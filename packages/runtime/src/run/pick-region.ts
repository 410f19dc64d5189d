/** Clicks on a finished image: the region under one, or the smallest that holds several, as a mask file. */
import { existsSync } from 'node:fs'
import { CutsError, leavesBelow, lowestCommonAncestor, type Mask, regionAt } from '@cuts/core'
import { writeMask } from '@cuts/formats'
import { writeFileWhole } from '../node/write-whole.ts'
import { readLabelMaps, readTree } from '../results/read-results.ts'

type Point = readonly [number, number]

export interface PickedRegion {
  /** Where it was found: at a level, among the persistent structures, or anywhere in the tree. */
  readonly among: 'level' | 'persistent' | 'tree'
  /** Index of the level, coarse to fine, if a level was asked. */
  readonly level?: number
  /** How many regions there are of that kind; of a tree, its nodes. */
  readonly regions: number
  readonly areaPixels: number
  readonly out: string
}

/**
 * Writes the mask of the region that holds the pixels `at`, each as (x, y). Of one pixel: its region at `level`, or its
 * persistent structure where no level is given. Of several: the smallest segment of the merge tree that holds them all.
 * Throws `InvalidArgument` for a click or level outside, `Unreadable`, `Unwritable`.
 */
export async function pickRegion(options: {
  readonly image: string
  readonly at: readonly Point[]
  readonly level?: number | undefined
  readonly out: string
  readonly overwrite: boolean
}): Promise<PickedRegion> {
  const { image, at, level, out, overwrite } = options
  const [first, ...more] = at
  if (first === undefined) throw new CutsError('InvalidArgument', 'a region is picked by at least one pixel. Got none.')
  if (more.length > 0 && level !== undefined)
    throw new CutsError(
      'InvalidArgument',
      'several pixels name the smallest region that holds them, of whatever level.',
      {
        remedy: 'Give several pixels, or one pixel and a level.',
      },
    )
  const { mask, ...found } = more.length > 0 ? await smallestRegion(image, at) : await regionUnder(image, first, level)
  if (existsSync(out) && !overwrite)
    throw new CutsError('Unwritable', `${out} exists already.`, { remedy: 'Give another --out, or --overwrite.' })
  await writeFileWhole(out, writeMask(mask))
  return { ...found, areaPixels: mask.data.reduce((sum, value) => sum + value, 0), out }
}

type Found = Pick<PickedRegion, 'among' | 'level' | 'regions'> & { readonly mask: Mask }

async function regionUnder(image: string, [x, y]: Point, level: number | undefined): Promise<Found> {
  const maps = await readLabelMaps(image, level === undefined ? 'persistent' : 'labels')
  const map = maps[level ?? 0]
  if (map === undefined)
    throw new CutsError(
      'InvalidArgument',
      `level must be an integer in [0, ${maps.length - 1}], coarse to fine. Got ${level}.`,
    )
  const [mask, regions] = [regionAt(map, x, y), new Set(map.labels).size]
  return level === undefined ? { among: 'persistent', regions, mask } : { among: 'level', level, regions, mask }
}

async function smallestRegion(image: string, at: readonly Point[]): Promise<Found> {
  const [map] = await readLabelMaps(image, 'prototypes')
  const { width, height, labels, geometry } = map!
  // Says which click lies outside.
  for (const [x, y] of at) regionAt(map!, x, y)
  const tree = await readTree(image)
  const node = lowestCommonAncestor(
    tree,
    at.map(([x, y]) => labels[y * width + x]!),
  )
  const inside = new Uint8Array(tree.leaves)
  for (const leaf of leavesBelow(tree, node)) inside[leaf] = 1
  const mask = { width, height, geometry, data: Uint8Array.from(labels, leaf => inside[leaf]!) }
  return { among: 'tree', regions: tree.parent.length, mask }
}
