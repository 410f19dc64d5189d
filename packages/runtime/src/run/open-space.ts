/**
 * Opens a finished image for selection: its tree, the leaf of every pixel, and its intensities. These are read from the
 * file that was segmented if it is still there and unchanged, and otherwise from the picture in the results
 * (docs/decisions/0033).
 */
import {
  CutsError,
  type Image,
  isCutsError,
  keepShown,
  type LabelMap,
  type Planes,
  prepareIntensities,
} from '@cuts/core'
import { openSelection, type SelectionSpace } from '@cuts/core/selection'
import { isAsStored, type SlicePlane, slicePlanes, viewOfPlane } from '@cuts/core/volume'
import { readImage } from '@cuts/formats'
import type { DatasetVolume } from '../dataset/dataset.ts'
import { readInventory } from '../dataset/inventory-file.ts'
import { readItem } from '../dataset/read-item.ts'
import { resolveSettings } from '../presets/presets.ts'
import type { Settings } from '../presets/stages.ts'
import { readKey, readLabelMaps, readSummary, readTree } from '../results/read-results.ts'
import { imageFiles, imageFolder, resultFiles } from '../results/result-layout.ts'
import { sha256Hex } from '../sha256.ts'
import type { SourceFiles } from '../source/files.ts'
import type { Store } from '../store/store.ts'

export interface OpenedImage {
  readonly space: SelectionSpace
  /** Nodes of the image's tree, as `tree.json` numbers them, for those of the space: it lacks leaves without a pixel. */
  readonly nodes: Int32Array
  /** The intensities that were read, to be drawn. */
  readonly image: Image
  /** The same, as selection sees them. */
  readonly values: Planes
  readonly geometry: LabelMap['geometry']
  /** Why the intensities are those of the picture; absent if they are those of the file. */
  readonly notice?: string
}

/** Where a finished image is, and where the files are that were segmented. */
export interface Finished {
  readonly store: Store
  readonly originals: SourceFiles
}

/** Throws `Unreadable` for results that lack the image, its tree or its leaves. */
export async function openImageSpace({ store, originals }: Finished, id: string): Promise<OpenedImage> {
  const [map] = await readLabelMaps(store, id, 'prototypes')
  const { geometry } = map!
  const whole = await readTree(store, id)
  const { tree, map: own, nodes } = keepShown(whole, map!)
  const read = await readIntensities({ store, originals }, id, map!)
  const space = openSelection(tree, own, read.values)
  return { space, nodes, geometry, ...read }
}

type Intensities = Pick<OpenedImage, 'image' | 'values' | 'notice'>

async function readIntensities(finished: Finished, id: string, map: LabelMap): Promise<Intensities> {
  const settings = await imageSettings(finished.store)
  try {
    return await readOriginal(finished, id, map, settings)
  } catch (error) {
    if (!isCutsError(error)) throw error
    const image = await readPicture(finished.store, id, map)
    const notice = `intensities are those of the picture in the results, of 8 bits: ${error.message}`
    return { image, values: prepareIntensities(image, settings), notice }
  }
}

/** The settings that the run scaled intensities with; the usual ones if it did not finish. */
async function imageSettings(store: Store): Promise<Settings['image']> {
  if ((await store.get(resultFiles.summary)) === undefined) return resolveSettings('default').image
  const { preset, settings } = await readSummary(store)
  return resolveSettings(preset, { image: settings.image ?? {} }).image
}

/** Throws the errors of reading, `Unreadable` without an inventory, and `Mismatch` for a file that has changed. */
async function readOriginal(
  { store, originals }: Finished,
  id: string,
  map: LabelMap,
  settings: Settings['image'],
): Promise<Intensities> {
  const inventory = await readInventory(store, undefined)
  const item = inventory?.images.find(image => image.id === id)
  if (inventory === undefined || item === undefined)
    throw new CutsError('Unreadable', `the results do not record the file of ${id}.`)
  const recorded = new Map(inventory.files.map(({ path, sha256 }) => [path, sha256]))
  const unchanged: SourceFiles = {
    ...originals,
    bytes: async path => {
      const bytes = await originals.bytes(path)
      if ((await sha256Hex(bytes)) === recorded.get(path)) return bytes
      throw new CutsError('Mismatch', `${path} has changed since it was segmented.`)
    },
  }
  const volume = item.sliceOf && inventory.volumes.get(item.sliceOf.volume)
  const { images } = await readItem(unchanged, item, settings, planeOf(volume))
  const found = images.find(({ suffix }) => item.item + suffix === id)
  if (found === undefined || found.image.width !== map.width || found.image.height !== map.height)
    throw new CutsError('Mismatch', `${item.path} no longer holds this image.`)
  const { image, scaled } = found
  const { width, height, channels } = image
  return { image, values: scaled === undefined ? prepareIntensities(image, settings) : { width, height, channels, data: scaled } } // biome-ignore format: one value
}

function planeOf(volume: DatasetVolume | undefined): SlicePlane {
  if (volume === undefined || isAsStored(volume.view)) return 'acquired'
  const view = JSON.stringify(volume.view)
  return slicePlanes.find(plane => JSON.stringify(viewOfPlane(volume.geometry, plane)) === view) ?? 'acquired'
}

/** The picture of the image, each of its pixels as often as it stands for in `map`. */
async function readPicture(store: Store, id: string, { width, height }: LabelMap): Promise<Image> {
  const key = `${imageFolder(id)}/${imageFiles.input}`
  const { volume: small } = await readImage([{ name: `${store.label}/${key}`, bytes: await readKey(store, key) }], {
    maxSamples: 4 * width * height,
  })
  const { channels } = small
  const step = Math.max(1, Math.floor(width / small.width), Math.floor(height / small.height))
  const pixels = new Float32Array(channels * width * height)
  for (let c = 0, to = 0; c < channels; c++)
    for (let y = 0; y < height; y++) {
      const row = (c * small.height + Math.min(small.height - 1, Math.floor(y / step))) * small.width
      for (let x = 0; x < width; x++)
        pixels[to++] = small.pixels[row + Math.min(small.width - 1, Math.floor(x / step))]!
    }
  return { width, height, channels, pixels, sampleType: 'uint8' }
}
