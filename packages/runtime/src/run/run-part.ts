/**
 * A part of a run that a process opens by itself: some of the items of a source. Several processes do parts of one run
 * at the same time in one place. Each keeps its notes under names of its own.
 */
import { CutsError } from '@cuts/core'
import type { Inventory } from '../dataset/inventory.ts'
import type { Grouping, ProjectOptions } from '../presets/run-options.ts'
import { sha256 } from '../sha256.ts'
import { idOf, type ListedFile } from '../source/layouts/listing.ts'
import type { ListedSource } from '../source/open-source.ts'
import type { Source } from '../source/source.ts'
import { nameKey } from '../store/portable-name.ts'
import { unitsOf } from './units.ts'

export interface RunPart {
  readonly name: string
  /** Key of the inventory in the store. */
  readonly inventory: string
  /** Whether the part holds the items with this key; all by default. */
  readonly takes?: ((key: string) => Promise<boolean>) | undefined
}

/** Divides `count` ways: returns the part, counted from 0, that a key falls into, whatever other keys there are. */
export async function shardOf(key: string, count: number): Promise<number> {
  const hash = await sha256(key)
  // 48 bits are exact in a number.
  return Number(hash.subarray(0, 6).reduce((sum, byte) => 256n * sum + BigInt(byte), 0n) % BigInt(count))
}

/** The key that decides on the part of an item: images of one tree stay together. */
export function keyOfItem(
  { id, group }: { readonly id: string; readonly group?: string },
  grouping?: Grouping,
): string {
  if (group !== undefined && grouping !== undefined && grouping !== 'images') return `group/${group}`
  // Names that differ by case alone are numbered in the order of the list, which a part must see to give them the same numbers.
  return `image/${nameKey(id.replace(/~\d+$/, ''))}`
}

/** Formats whose files are images by themselves, so that a part need not open those of other parts. */
const alone = /\.(?:png|jpe?g|bmp|tiff?|nii|nii\.gz|nrrd|mha|mg[hz]|np[yz])$/i

/** Leaves out files that surely belong to other parts, before any file is opened. */
export async function listedInPart(
  listed: ListedSource,
  { takes }: RunPart,
  grouping?: Grouping,
): Promise<ListedSource> {
  if (takes === undefined) return listed
  const files: ListedFile[] = []
  for (const file of listed.listing.files) {
    const { group } = file
    const item = { id: idOf(file), ...(group === undefined ? {} : { group }) }
    if (!alone.test(file.path) || (await takes(keyOfItem(item, grouping)))) files.push(file)
  }
  const paths = files.flatMap(({ path, channelFiles = [], mask }) => [path, ...channelFiles, ...(mask ? [mask] : [])])
  return { ...listed, listing: { ...listed.listing, files }, paths }
}

/** Returns the items of a source that belong to the part. */
export async function sourceInPart(source: Source, { takes }: RunPart, grouping?: Grouping): Promise<Source> {
  if (takes === undefined) return source
  const images = await filter(source.images, image => takes(keyOfItem(image, grouping)))
  const rejected = await filter(source.rejected, ({ path }) => takes(path))
  return { ...source, images, rejected }
}

async function filter<T>(items: readonly T[], isWanted: (item: T) => Promise<boolean>): Promise<T[]> {
  const wanted: T[] = []
  for (const item of items) if (await isWanted(item)) wanted.push(item)
  return wanted
}

/** Throws `Unsupported` if images of a part would share a tree with images of other parts, of which it knows nothing. */
export function expectNoLoneSet(
  { images }: Pick<Inventory, 'images'>,
  options: Pick<ProjectOptions, 'grouping'>,
  { takes }: RunPart,
): void {
  if (takes === undefined) return
  if (!unitsOf({ options, dataset: { images } }).some(({ id }) => id === 'set')) return
  throw new CutsError('Unsupported', 'all images share one tree, which parts of a run cannot make apart.', {
    remedy: 'Name groups in a table of the images, or segment them in one run.',
  })
}
