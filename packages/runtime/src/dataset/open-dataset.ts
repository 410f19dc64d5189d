/** The images of an inventory, read on request and kept in memory if there is room. */
import { CutsError, type Planes, prepareIntensities, reducePlanes, toChannels } from '@cuts/core'
import type { SlicePlane } from '@cuts/core/volume'
import type { Settings } from '../presets/stages.ts'
import type { SourceFiles } from '../source/files.ts'
import { describeChannels } from './channel-count.ts'
import type { Dataset, LoadedImage } from './dataset.ts'
import { createCache } from './image-cache.ts'
import type { Inventory } from './inventory.ts'
import type { FileContent, FileImage } from './read-file.ts'
import { readItem } from './read-item.ts'

/** Bytes of decoded images in memory; beyond this the images used longest ago are read again when they are needed. */
const cacheBytes = 1 << 29

/** Decoded images by their ids. */
export interface ImageMemory {
  keep(item: string, content: FileContent): void
  get(id: string): ReadImage | undefined
}

interface ReadImage extends FileImage {
  readonly notices: readonly string[]
  /** The same made ready for the network, once it was asked for: training asks for it many times. */
  loaded?: LoadedImage
}

export function createImageMemory(): ImageMemory {
  const cache = createCache<ReadImage>(cacheBytes, sizeOf)
  return {
    // Every image of a file is kept: slices are not read one by one.
    keep: (item, { images, notices }) => {
      for (const read of images) cache.put(item + read.suffix, { ...read, notices })
    },
    get: id => cache.get(id),
  }
}

/** Size of the pixels, of their scaled form if present, and of the network input. */
function sizeOf({ image, scaled }: ReadImage): number {
  return 2 * image.pixels.byteLength + (scaled?.byteLength ?? 0)
}

/**
 * `memory` may hold images already. Loading throws as `readItem`, and `Unreadable` if a file has fewer slices than
 * before.
 */
export function openDataset(
  files: SourceFiles,
  { images, volumes, channels }: Pick<Inventory, 'images' | 'volumes' | 'channels'>,
  settings: Settings['image'],
  plane: SlicePlane,
  memory: ImageMemory = createImageMemory(),
): Dataset {
  const read = async (index: number): Promise<ReadImage> => {
    const image = images[index]
    if (image === undefined) throw new CutsError('InvalidArgument', `internal: there is no image ${index}.`)
    const known = memory.get(image.id)
    if (known !== undefined) return known
    const content = await readItem(files, image, settings, plane)
    memory.keep(image.item, content)
    // A volume larger than the memory may have driven out its own slice.
    const own = content.images.find(({ suffix }) => image.item + suffix === image.id)
    if (own === undefined) throw new CutsError('Unreadable', `${image.path} has fewer slices than when the run began.`)
    return memory.get(image.id) ?? { ...own, notices: content.notices }
  }
  return {
    images,
    volumes,
    channels,
    load: async index => {
      const found = await read(index)
      if (found.loaded !== undefined) return found.loaded
      const converted = toChannels(found.image, channels)
      const isAsRead = images[index]!.channels === channels
      const notices = isAsRead ? found.notices : [...found.notices, `used with ${describeChannels(channels)}`]
      const whole =
        found.scaled === undefined ? prepareIntensities(converted, settings) : scaledTo(found, found.scaled, channels)
      const input = reducePlanes(whole, settings.workingSide)
      found.loaded = { image: found.image, input, notices }
      return found.loaded
    },
  }
}

function scaledTo({ image }: ReadImage, scaled: Float32Array, count: number): Planes {
  const { width, height, channels, pixels } = toChannels({ ...image, pixels: scaled }, count)
  return { width, height, channels, data: pixels }
}
