/**
 * The content of a source, found by reading every file once. The store keeps it for every worker and for resumed runs.
 */
import { CutsError } from '@cuts/core'
import type { SlicePlane } from '@cuts/core/volume'
import type { OnEvent } from '../events.ts'
import type { Settings } from '../presets/stages.ts'
import type { FailedImage } from '../results/summary.ts'
import type { SourceFiles } from '../source/files.ts'
import type { FileRecord } from '../source/read-once.ts'
import { createReadingProgress } from '../source/reading-progress.ts'
import type { Identity, Notice, Source, SourceImage } from '../source/source.ts'
import { commonChannels, describeChannels, isConvertible } from './channel-count.ts'
import type { DatasetImage, DatasetVolume } from './dataset.ts'
import { collectFailures, type Failures } from './failures.ts'
import type { FileContent } from './read-file.ts'
import { readItem } from './read-item.ts'

/** An image and its source. */
export interface InventoryImage extends DatasetImage, Omit<SourceImage, 'identity' | 'mask' | 'maskArray' | 'group'> {
  /** Id of the item of the source that the image is, or is a part of. */
  readonly item: string
}

export interface Inventory {
  readonly images: readonly InventoryImage[]
  /** By their names. */
  readonly volumes: ReadonlyMap<string, DatasetVolume>
  /** Channels of the network's input. */
  readonly channels: number
  /** Files that cannot be used, with the reason. */
  readonly failed: readonly FailedImage[]
  readonly notices: readonly Notice[]
  /** The files that were read. */
  readonly files: readonly FileRecord[]
  /** Patient and study data of DICOM files, if requested. */
  readonly identifiers?: readonly ({ readonly id: string } & Identity)[] | undefined
  /** Of a part of a run: what was read of each item, from which the inventory of the whole is made. */
  readonly readings?: readonly Reading[] | undefined
}

/** The content of an item without its pixels. */
export interface Reading {
  readonly item: string
  readonly images: readonly (Omit<FileContent['images'][number], 'image' | 'scaled'> & {
    readonly image: { readonly width: number; readonly height: number; readonly channels: number }
  })[]
  /** By the suffix of their names. */
  readonly volumes: readonly (readonly [string, DatasetVolume])[]
  readonly notices: readonly string[]
}

export function readingOf(item: string, { images, volumes, notices }: FileContent): Reading {
  return {
    item,
    images: images.map(({ image: { width, height, channels }, scaled: _, ...rest }) => ({
      ...rest,
      image: { width, height, channels },
    })),
    volumes: [...volumes],
    notices,
  }
}

export interface InventoryOptions {
  /** How volumes are cut into slices; as they were acquired by default. */
  readonly plane?: SlicePlane | undefined
  /** Channel count of a trained model; by default the count that most images can be given. */
  readonly channels?: number | undefined
  /** Called with the content of each file that was read, so that its pixels need not be read again. */
  readonly onContent?: (item: string, content: FileContent) => void
  readonly signal?: AbortSignal | undefined
  /** Returns what was read of an item before, in place of reading it. Throws the error that it failed with. */
  readonly known?: ((item: SourceImage) => Reading) | undefined
  /** Whether there may be no image that can be used. */
  readonly mayBeEmpty?: boolean
}

/**
 * Reads every image of a source. Images that cannot be read, or not with the channels of the others, are reported as
 * `failed` events and left out. Throws `NothingToDo` if none is left, `Cancelled` if the signal is raised. The files read are not in the result: the caller
 * knows them.
 */
export async function takeInventory(
  files: SourceFiles,
  source: Source,
  settings: Settings['image'],
  onEvent: OnEvent,
  { plane = 'acquired', channels, onContent = () => {}, signal, known, mayBeEmpty = false }: InventoryOptions = {},
): Promise<Omit<Inventory, 'files' | 'identifiers'>> {
  const notices: Notice[] = []
  const tell = (notice: Notice): void => {
    notices.push(notice)
    onEvent({ type: 'notice', ...notice })
  }
  const failures = collectFailures(onEvent)
  for (const notice of source.notices) tell(notice)
  for (const { path, message, remedy } of source.rejected)
    failures.add(path, new CutsError('Mismatch', message, { remedy }))
  const found: InventoryImage[] = []
  const volumes = new Map<string, DatasetVolume>()
  const progress = createReadingProgress(source.images.length, onEvent, signal)
  const read = async (item: SourceImage): Promise<FileContent> => {
    const content = await readItem(files, item, settings, plane)
    onContent(item.id, content)
    return content
  }
  for (const item of source.images) {
    try {
      const content = known?.(item) ?? (await read(item))
      for (const message of content.notices) tell({ message, file: item.path })
      for (const [suffix, volume] of content.volumes) volumes.set(item.id + suffix, volume)
      found.push(...imagesOf(item, content))
    } catch (error) {
      failures.add(item.path, error)
    }
    progress(item.id)
  }
  if (found.length === 0 && !mayBeEmpty)
    throw new CutsError('NothingToDo', 'none of the images could be read.', {
      remedy: 'The messages above name each file and what is wrong with it.',
    })
  const count = channels ?? (found.length === 0 ? 1 : commonChannels(found))
  const images = agreeOnChannels(found, count, channels !== undefined, { tell, failures, mayBeEmpty })
  const cut = new Set(images.map(image => image.sliceOf?.volume))
  for (const name of volumes.keys()) if (!cut.has(name)) volumes.delete(name)
  return { images, volumes, channels: count, failed: failures.list, notices }
}

function imagesOf(item: SourceImage, { images }: Pick<Reading, 'images'>): InventoryImage[] {
  const { identity: _, ...place } = item
  return images.map(({ suffix, image: { width, height, channels }, index, sliceOf }) => {
    const slice = sliceOf && { sliceOf: { ...sliceOf, volume: item.id + sliceOf.volume } }
    const at = index === undefined ? {} : { index }
    return { ...place, id: item.id + suffix, item: item.id, width, height, channels, ...at, ...slice }
  })
}

/**
 * Returns the images that can be converted to `count` channels. Reports once per file how others are used, or why they
 * are not.
 */
function agreeOnChannels(
  found: readonly InventoryImage[],
  count: number,
  isOfModel: boolean,
  {
    tell,
    failures,
    mayBeEmpty,
  }: { readonly tell: (notice: Notice) => void; readonly failures: Failures; readonly mayBeEmpty: boolean },
): InventoryImage[] {
  const like = isOfModel ? 'the images the model was trained on' : 'the rest of the run'
  const onePerFile = new Map(found.filter(image => image.channels !== count).map(image => [image.path, image]))
  for (const { path, channels } of onePerFile.values()) {
    const what = `${path} has ${describeChannels(channels)}`
    const use = `used with ${describeChannels(count)} like ${like}`
    if (isConvertible({ channels }, count)) tell({ message: `${what} and is ${use}`, file: path })
    else {
      const remedy = 'Use it apart, or with images of the same channels.'
      failures.add(path, new CutsError('Mismatch', `${what} and cannot be ${use}.`, { remedy }))
    }
  }
  const images = found.filter(image => isConvertible(image, count))
  if (images.length > 0 || mayBeEmpty) return images
  throw new CutsError('NothingToDo', `none of the images can be used with ${describeChannels(count)}.`, {
    remedy: 'Give images like those that the model was trained on.',
  })
}
