/** Reads a source's images for the network, each failure noted and none fatal. */
import { CutsError, type Planes, prepareIntensities, toChannels } from '@cuts/core'
import type { SlicePlane } from '@cuts/core/volume'
import type { OnEvent } from '../events.ts'
import type { Settings } from '../presets/stages.ts'
import type { FailedImage } from '../results/summary.ts'
import type { Source, SourceImage } from '../source/source.ts'
import { commonChannels, describeChannels, isConvertible } from './channel-count.ts'
import type { Dataset, DatasetImage, DatasetVolume, LoadedImage } from './dataset.ts'
import { collectFailures } from './failures.ts'
import type { FileContent, FileImage } from './read-file.ts'
import { readItem } from './read-item.ts'
import { createReadingProgress } from './reading-progress.ts'

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
  {
    channels,
    plane = 'acquired',
  }: { readonly channels?: number | undefined; readonly plane?: SlicePlane | undefined } = {},
): Promise<OpenedDataset> {
  const failures = collectFailures(onEvent)
  for (const notice of source.notices) onEvent({ type: 'notice', ...notice })
  for (const { path, message, remedy } of source.rejected)
    failures.add(path, new CutsError('Mismatch', message, { remedy }))

  const cache = createCache<ReadImage>(cacheBytes, read => 2 * read.image.pixels.byteLength)
  const found: Held[] = []
  const volumes = new Map<string, DatasetVolume>()
  /** Every image of a file goes into the cache: slices are not read one by one. */
  const keep = (name: string, { images: held, notices }: FileContent): void => {
    for (const read of held) cache.put(name + read.suffix, { ...read, notices })
  }
  const tell = createReadingProgress(source.images.length, onEvent)
  for (const item of source.images) {
    try {
      const content = await readItem(item, settings, plane)
      keep(item.id, content)
      for (const notice of content.notices) onEvent({ type: 'notice', message: notice, file: item.path })
      for (const [suffix, volume] of content.volumes) volumes.set(item.id + suffix, volume)
      found.push(...held(item, content))
    } catch (error) {
      failures.add(item.path, error)
    }
    tell(item.id)
  }
  if (found.length === 0)
    throw new CutsError('NothingToDo', 'none of the images could be read.', {
      remedy: 'The messages above name each file and what is wrong with it.',
    })
  const count = channels ?? commonChannels(found)
  const like = channels === undefined ? 'the rest of the run' : 'the images the model was trained on'
  const images = found.filter(image => isConvertible(image, count))
  const cut = new Set(images.map(image => image.sliceOf?.volume))
  for (const name of volumes.keys()) if (!cut.has(name)) volumes.delete(name)
  for (const { path, channels: own } of onePerFile(found.filter(image => image.channels !== count))) {
    const what = `${path} has ${describeChannels(own)}`
    const use = `used with ${describeChannels(count)} like ${like}`
    if (isConvertible({ channels: own }, count))
      onEvent({ type: 'notice', message: `${what} and is ${use}`, file: path })
    else {
      const remedy = 'Use it apart, or with images of the same channels.'
      failures.add(path, new CutsError('Mismatch', `${what} and cannot be ${use}.`, { remedy }))
    }
  }
  if (images.length === 0)
    throw new CutsError('NothingToDo', `none of the images can be used with ${describeChannels(count)}.`, {
      remedy: 'Give images like those that the model was trained on.',
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
        const content = await readItem(item, settings, plane)
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
      const input =
        read.scaled === undefined ? prepareIntensities(converted, settings) : scaledTo(read, read.scaled, count)
      read.loaded = { image: read.image, input, notices }
      return read.loaded
    },
  }
}

/** An image of the dataset, and the name of its item in the source. */
type Held = DatasetImage & { readonly file: string }

function held(item: SourceImage, { images }: FileContent): Held[] {
  return images.map(({ suffix, image: { width, height, channels }, index, sliceOf }) => {
    const slice = sliceOf && { sliceOf: { ...sliceOf, volume: item.id + sliceOf.volume } }
    const place = index === undefined ? {} : { index }
    return { ...item, id: item.id + suffix, file: item.id, width, height, channels, ...place, ...slice }
  })
}

function onePerFile(images: readonly Held[]): Held[] {
  return [...new Map(images.map(image => [image.path, image])).values()]
}

interface ReadImage extends FileImage {
  readonly notices: readonly string[]
  /** The same made ready for the network, once it was asked for: training asks for it many times. */
  loaded?: LoadedImage
}

function scaledTo({ image }: ReadImage, scaled: Float32Array, count: number): Planes {
  const { width, height, channels, pixels } = toChannels({ ...image, pixels: scaled }, count)
  return { width, height, channels, data: pixels }
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
