/** The proposals of finished results: all, or those of one image or volume, and their masks as files. */
import { CutsError, leavesBelow } from '@cuts/core'
import { writeMask } from '@cuts/formats'
import { maskOfNode } from '../pipeline/node-mask.ts'
import type { ImageProposal, VolumeProposal } from '../results/proposals-file.ts'
import {
  readLabelMaps,
  readProposals,
  readSummary,
  readTree,
  readTreeFile,
  readVolumeProposals,
} from '../results/read-results.ts'
import { parseImageFolder, parseVolumeFolder, resultFiles, volumeFolder } from '../results/result-layout.ts'
import { join } from '../source/paths.ts'
import type { Store } from '../store/store.ts'
import { paint } from './look-inside.ts'
import type { Outside } from './outside.ts'

/** A result folder, or the folder of one image or volume inside it. */
export interface ProposalsPlace {
  /** Path of the result folder, with `/` between its parts. */
  readonly results: string
  readonly item?: { readonly kind: 'image' | 'volume'; readonly id: string } | undefined
}

export interface ItemProposals {
  readonly kind: 'image' | 'volume'
  readonly id: string
  /** Best first. */
  readonly proposals: readonly (ImageProposal | VolumeProposal)[]
}

/** What is asked of a result folder on disk. */
export interface FolderProposals {
  /** The result folder, or the folder of an image or volume inside it. */
  readonly path: string
  /** Largest number of proposals for an item. */
  readonly most: number
  /** Folder for masks; none are written without it. */
  readonly out?: string | undefined
  readonly overwrite: boolean
}

export interface FoundProposals {
  readonly items: readonly ItemProposals[]
  /** Masks that were written. */
  readonly files: readonly string[]
}

export interface ProposedMask {
  /** Name of the file: a picture of an image, a label volume on the file's own grid of a volume. */
  readonly name: string
  readonly bytes: Uint8Array
}

/** Reads a path with `/` between its parts. */
export function placeIn(path: string): ProposalsPlace {
  const [image, volume] = [parseImageFolder(path), parseVolumeFolder(path)]
  if (image === undefined && volume === undefined) return { results: path }
  const results = path.split('/').slice(0, -2).join('/')
  return { results, item: image === undefined ? { kind: 'volume', id: volume! } : { kind: 'image', id: image } }
}

/**
 * At most `most` proposals of every image and volume, or of one. Slices of a volume that has proposals are left out:
 * they show parts of the same regions. Throws `Unreadable`, also for results of a version that proposed nothing.
 */
export async function listProposals(
  store: Store,
  item: ProposalsPlace['item'],
  most: number,
): Promise<ItemProposals[]> {
  const listed: ItemProposals[] = []
  const add = (kind: ItemProposals['kind'], id: string, proposals: ItemProposals['proposals']): void => {
    listed.push({ kind, id, proposals: proposals.slice(0, most) })
  }
  if (item !== undefined) {
    const found = await (item.kind === 'image' ? readProposals(store, item.id) : readVolumeProposals(store, item.id))
    if (found === undefined) throw noProposals(`${store.label}, ${item.kind} ${item.id}`)
    add(item.kind, item.id, found)
    return listed
  }
  const { images, volumes = [] } = await readSummary(store)
  for (const { id } of volumes) {
    const found = await readVolumeProposals(store, id)
    if (found !== undefined) add('volume', id, found)
  }
  const whole = new Set(listed.map(({ id }) => id))
  for (const { id, sliceOf } of images) {
    const found = sliceOf !== undefined && whole.has(sliceOf.volume) ? undefined : await readProposals(store, id)
    if (found !== undefined) add('image', id, found)
  }
  if (listed.length === 0) throw noProposals(store.label)
  return listed
}

function noProposals(where: string): CutsError {
  return new CutsError('Unreadable', `${where}: there are no proposals. Earlier versions made none.`, {
    action: { do: 'segment again' },
  })
}

/** The masks of listed proposals, one at a time, named by item and rank. Throws `Unreadable`. */
export async function* proposalMasks(store: Store, listed: readonly ItemProposals[]): AsyncGenerator<ProposedMask> {
  for (const { kind, id, proposals } of listed) {
    const of = kind === 'image' ? await imageMasks(store, id) : await volumeMasks(store, id)
    for (const { rank, node } of proposals)
      yield { name: `${id}-${String(rank).padStart(2, '0')}.${of.ending}`, bytes: await of.mask(node) }
  }
}

interface Masks {
  readonly ending: string
  readonly mask: (node: number) => Uint8Array | Promise<Uint8Array>
}

async function imageMasks(store: Store, id: string): Promise<Masks> {
  const [leaves] = await readLabelMaps(store, id, 'prototypes')
  const tree = await readTree(store, id)
  return { ending: 'png', mask: node => writeMask(maskOfNode(leaves!, tree, node)) }
}

async function volumeMasks(store: Store, id: string): Promise<Masks> {
  const volume = (await readSummary(store)).volumes?.find(found => found.id === id)
  if (volume === undefined) throw new CutsError('Unreadable', `${store.label} holds no volume ${id}.`)
  const tree = await readTreeFile(store, `${volumeFolder(id)}/${resultFiles.tree}`)
  return {
    ending: 'nii.gz',
    mask: async node => {
      const labels = new Int32Array(tree.leaves)
      for (const leaf of leavesBelow(tree, node)) labels[leaf] = 1
      return (await paint(store, volume, labels, 1)).bytes
    },
  }
}

/** Lists proposals of a result folder, and writes their masks if `out` is given. Throws `Unreadable` and `Unwritable`. */
export async function proposalsToFiles(
  { files, openStore, expectFree, write }: Outside,
  { path, most, out, overwrite }: FolderProposals,
): Promise<FoundProposals> {
  const { results, item } = placeIn(files.absolute(path))
  const store = openStore(results)
  const items = await listProposals(store, item, most)
  const written: string[] = []
  for await (const { name, bytes } of proposalMasks(store, out === undefined ? [] : items)) {
    const target = join(out!, name)
    await expectFree(target, overwrite)
    await write(target, bytes)
    written.push(target)
  }
  return { items, files: written }
}
