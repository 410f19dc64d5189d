/** Reads a source's images for the network, each failure noted and none fatal. */
import { CutsError, countNonFinite, type Image, prepareIntensities, replaceNonFinite, toChannels } from '@cuts/core'
import { readImage } from '@cuts/formats'
import type { OnEvent } from '../events.ts'
import type { Dataset, DatasetImage, LoadedImage } from '../pipeline/dataset.ts'
import type { Settings } from '../presets/stages.ts'
import type { FailedImage } from '../results/summary.ts'
import { collectFailures } from './failures.ts'
import { readBytes, type Source } from './source.ts'

/** Decoded images kept in memory; beyond this the least recently used are read again when needed. */
const cacheBytes = 1 << 29

export interface OpenedDataset extends Dataset {
  readonly failed: readonly FailedImage[]
}

/**
 * Reads every image once, to know which can be used and how many channels the run needs, then serves them from a cache.
 * Images that cannot be read are reported as `failed` events and left out. Throws `NothingToDo` when none is left.
 *
 * `channels` fixes the channel count (that of a trained model); otherwise the richest image decides.
 */
export async function openDataset(
  source: Source,
  settings: Settings['image'],
  onEvent: OnEvent,
  channels?: number,
): Promise<OpenedDataset> {
  const failures = collectFailures(onEvent)
  for (const notice of source.notices) onEvent({ type: 'notice', ...notice })
  for (const { path, message, remedy } of source.rejected)
    failures.add(path, new CutsError('Mismatch', message, { remedy }))

  const cache = createCache<ReadImage>(cacheBytes, read => 2 * read.image.pixels.byteLength)
  const images: DatasetImage[] = []
  for (const item of source.images) {
    try {
      const read = await readUsable(item.path)
      cache.put(item.path, read)
      for (const notice of read.notices) onEvent({ type: 'notice', message: notice, file: item.path })
      images.push({ ...item, width: read.image.width, height: read.image.height, channels: read.image.channels })
    } catch (error) {
      failures.add(item.path, error)
    }
  }
  if (images.length === 0)
    throw new CutsError('NothingToDo', 'none of the images could be read.', {
      remedy: 'The messages above name each file and what is wrong with it.',
    })
  const count = channels ?? Math.max(...images.map(image => image.channels))
  const converted = images.filter(image => image.channels !== count)
  for (const image of converted)
    onEvent({
      type: 'notice',
      message: `${image.path} has ${describeChannels(image.channels)} and is used with ${describeChannels(count)} like the ${channels === undefined ? 'rest of the run' : 'images the model was trained on'}`,
      file: image.path,
    })

  return {
    images,
    channels: count,
    failed: failures.list,
    load: async index => {
      const item = images[index]
      if (item === undefined) throw new CutsError('InvalidArgument', `internal: there is no image ${index}.`)
      let read = cache.get(item.path)
      if (read === undefined) {
        read = await readUsable(item.path)
        cache.put(item.path, read)
      }
      if (read.loaded !== undefined) return read.loaded
      const converted = toChannels(read.image, count)
      const notices = item.channels === count ? read.notices : [...read.notices, `used with ${describeChannels(count)}`]
      const input = {
        width: converted.width,
        height: converted.height,
        channels: count,
        data: prepareIntensities(converted, settings),
      }
      read.loaded = { image: read.image, input, notices }
      return read.loaded
    },
  }
}

interface ReadImage {
  readonly image: Image
  readonly notices: readonly string[]
  /** The same made ready for the network, once it was asked for: training asks for it many times. */
  loaded?: LoadedImage
}

async function readUsable(path: string): Promise<ReadImage> {
  const { image, notices } = await readImage(await readBytes(path), { name: path })
  const bad = countNonFinite(image)
  if (bad === 0) return { image, notices }
  if (bad === image.pixels.length)
    throw new CutsError('InvalidImage', `${path} holds no finite pixel, only NaN or infinity.`, {
      remedy: 'Export the image again; it may have been divided by zero on the way.',
    })
  return {
    image: replaceNonFinite(image),
    notices: [
      ...notices,
      `${path}: ${bad} of ${image.pixels.length} values are NaN or infinite and were set to the image minimum`,
    ],
  }
}

function describeChannels(count: number): string {
  return count === 1 ? 'one channel (grey)' : count === 3 ? 'three channels (colour)' : `${count} channels`
}

interface Cache<T> {
  get(key: string): T | undefined
  put(key: string, value: T): void
}

/** Least recently used values go first when the sum of sizes passes the limit. */
function createCache<T>(limit: number, size: (value: T) => number): Cache<T> {
  const held = new Map<string, T>()
  let total = 0
  return {
    get: key => {
      const value = held.get(key)
      if (value !== undefined) {
        held.delete(key)
        held.set(key, value)
      }
      return value
    },
    put: (key, value) => {
      held.set(key, value)
      total += size(value)
      for (const [oldest, dropped] of held) {
        if (total <= limit || oldest === key) break
        held.delete(oldest)
        total -= size(dropped)
      }
    },
  }
}
