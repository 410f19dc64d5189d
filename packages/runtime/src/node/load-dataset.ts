/** Reads a source's images for the network, each failure noted and none fatal. */
import { CutsError, type Plane, prepareIntensities, toChannels } from '@cuts/core'
import type { OnEvent } from '../events.ts'
import type { Dataset, DatasetImage, DatasetVolume, LoadedImage } from '../pipeline/dataset.ts'
import type { Settings } from '../presets/stages.ts'
import type { FailedImage } from '../results/summary.ts'
import { collectFailures } from './failures.ts'
import { type FileContent, type FileImage, readFile } from './read-file.ts'
import type { Source } from './source.ts'

/** Decoded images kept in memory; beyond this the least recently used are read again when needed. */
const cacheBytes = 1 << 29

export interface OpenedDataset extends Dataset {
  readonly failed: readonly FailedImage[]
}

/**
 * Reads every image once, to know which can be used and how many channels the run needs, then serves them from a cache.
 * Images that cannot be read are reported as `failed` events and left out. Throws `NothingToDo` when none is left.
 *
 * `channels` fixes the channel count (that of a trained model); otherwise the richest image decides. Slices of volumes lie
 * in `plane`.
 */
export async function openDataset(
  source: Source,
  settings: Settings['image'],
  onEvent: OnEvent,
  { channels, plane = 'acquired' }: { readonly channels?: number | undefined; readonly plane?: Plane | undefined } = {},
): Promise<OpenedDataset> {
  const failures = collectFailures(onEvent)
  for (const notice of source.notices) onEvent({ type: 'notice', ...notice })
  for (const { path, message, remedy } of source.rejected)
    failures.add(path, new CutsError('Mismatch', message, { remedy }))

  const cache = createCache<ReadImage>(cacheBytes, read => 2 * read.image.pixels.byteLength)
  const images: (DatasetImage & { readonly file: string })[] = []
  const volumes = new Map<string, DatasetVolume>()
  /** Every image of a file goes into the cache: slices are not read one by one. */
  const keep = (name: string, { images: held, notices }: FileContent): void => {
    for (const read of held) cache.put(name + read.suffix, { ...read, notices })
  }
  for (const item of source.images) {
    try {
      const content = await readFile(item.path, settings, plane)
      keep(item.id, content)
      for (const notice of content.notices) onEvent({ type: 'notice', message: notice, file: item.path })
      for (const [suffix, volume] of content.volumes) volumes.set(item.id + suffix, volume)
      for (const { suffix, image, sliceOf } of content.images) {
        const { width, height, channels } = image
        const slice = sliceOf && { sliceOf: { ...sliceOf, volume: item.id + sliceOf.volume } }
        images.push({ ...item, id: item.id + suffix, file: item.id, width, height, channels, ...slice })
      }
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
    volumes,
    channels: count,
    failed: failures.list,
    load: async index => {
      const item = images[index]
      if (item === undefined) throw new CutsError('InvalidArgument', `internal: there is no image ${index}.`)
      let read = cache.get(item.id)
      if (read === undefined) {
        const content = await readFile(item.path, settings, plane)
        keep(item.file, content)
        // A volume larger than the cache may have driven out its own slice.
        const image = content.images.find(({ suffix }) => item.file + suffix === item.id)
        if (image === undefined)
          throw new CutsError('Unreadable', `${item.path} has fewer slices than when the run began.`)
        read = cache.get(item.id) ?? { ...image, notices: content.notices }
      }
      if (read.loaded !== undefined) return read.loaded
      const converted = toChannels(read.image, count)
      const notices = item.channels === count ? read.notices : [...read.notices, `used with ${describeChannels(count)}`]
      const input = {
        width: converted.width,
        height: converted.height,
        channels: count,
        data: read.scaled === undefined ? prepareIntensities(converted, settings) : scaledTo(read, read.scaled, count),
      }
      read.loaded = { image: read.image, input, notices }
      return read.loaded
    },
  }
}

interface ReadImage extends FileImage {
  readonly notices: readonly string[]
  /** The same made ready for the network, once it was asked for: training asks for it many times. */
  loaded?: LoadedImage
}

function scaledTo({ image }: ReadImage, scaled: Float32Array, count: number): Float32Array {
  return toChannels({ ...image, pixels: scaled }, count).pixels
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
