/** Opens a finished volume whose slices share a tree: the tree, the leaf of every voxel, and its intensities. */
import { CutsError, type MergeTree, type Volume } from '@cuts/core'
import { readImage } from '@cuts/formats'
import { readPlace } from '../dataset/image-files.ts'
import { readInventory } from '../dataset/inventory-file.ts'
import { readKey, readSummary, readTreeFile } from '../results/read-results.ts'
import { type LabelMapName, labelsFile, resultFiles, volumeFolder } from '../results/result-layout.ts'
import type { VolumeSummary } from '../results/summary.ts'
import { sha256Hex } from '../sha256.ts'
import type { Store } from '../store/store.ts'
import type { Finished } from './open-space.ts'

export interface OpenedVolume {
  readonly tree: MergeTree
  /** Leaf of every voxel, [slice][row][column] as the file stores them. */
  readonly leaves: Int32Array
  /** Persistent structure of every voxel, by a number of its own. */
  readonly persistent: Int32Array
  /** As the file holds it. */
  readonly volume: Volume
  /** Regions of the levels, coarse to fine, and the index of the automatic one. */
  readonly levels: readonly number[]
  readonly autoLevel: number
}

/**
 * Throws `Unreadable` for results without this volume or its tree, and for a file that is gone; `Mismatch` for a file
 * that has changed.
 */
export async function openFinishedVolume({ store, originals }: Finished, id: string): Promise<OpenedVolume> {
  const { volumes = [], images } = await readSummary(store)
  const summary = volumes.find(volume => volume.id === id)
  const { levels, autoLevel } = summary?.tree ?? images.find(({ sliceOf }) => sliceOf?.volume === id) ?? {}
  if (summary === undefined || levels === undefined || autoLevel === undefined)
    throw new CutsError('Unreadable', `${store.label} holds no volume ${id}.`, { action: { do: 'choose results' } })
  const tree = await readTreeFile(store, `${volumeFolder(id)}/${resultFiles.tree}`)
  const whole = async (name: LabelMapName): Promise<Int32Array> =>
    Int32Array.from(await readVolumeMap(store, summary, name))
  return {
    tree,
    leaves: await whole('prototypes'),
    persistent: await whole('persistent'),
    volume: await readOriginal({ store, originals }, summary),
    levels: levels.map(({ clusters }) => clusters),
    autoLevel,
  }
}

/** A label map of a volume, [slice][row][column] as the file stores them. Throws `Unreadable` and `Mismatch`. */
export async function readVolumeMap(
  store: Store,
  { id, width, height, depth }: VolumeSummary,
  name: LabelMapName,
): Promise<Float32Array> {
  const key = `${volumeFolder(id)}/${labelsFile(name)}`
  const { volume } = await readImage([{ name: `${store.label}/${key}`, bytes: await readKey(store, key) }], {
    maxSamples: width * height * depth,
  })
  if (volume.width === width && volume.height === height && volume.depth === depth) return volume.pixels
  throw new CutsError('Mismatch', `${store.label}/${key} has another size than its volume.`, {
    action: { do: 'segment again' },
  })
}

async function readOriginal(
  { store, originals }: Finished,
  { path, files: series, timepoint, width, height, depth }: VolumeSummary,
): Promise<Volume> {
  const files = await readPlace(originals, { path, ...(series === undefined ? {} : { files: series }) })
  const recorded = new Map((await readInventory(store, undefined))?.files.map(file => [file.path, file.sha256]))
  for (const { name, bytes } of files) {
    const sha256 = recorded.get(name)
    if (sha256 !== undefined && (await sha256Hex(bytes)) !== sha256)
      throw new CutsError('Mismatch', `${name} has changed since it was segmented.`, {
        action: { do: 'segment again' },
      })
  }
  const { volume } = await readImage(files, { timepoint })
  if (volume.width === width && volume.height === height && volume.depth === depth) return volume
  throw new CutsError('Mismatch', `${path} has another size than when it was segmented.`, {
    action: { do: 'segment again' },
  })
}
