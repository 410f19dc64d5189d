/** The images of a comparison: those of a folder that have a mask, known by path and content, read when they are needed. */
import { CutsError, intensityOptions, remediesOf, replaceNonFinite, sliceOf, toChannels } from '@cuts/core'
import { checkOptions } from '@cuts/core/options'
import { readImage, readMask } from '@cuts/formats'
import type { OnEvent } from '@cuts/runtime'
import { hashFiles, openSource, readOnce, takeInventory } from '@cuts/runtime/dataset'
import { diskFiles } from '@cuts/runtime/node'
import { tellEmptyTruths } from '@cuts/runtime/pipeline'
import type { Sample } from '../method.ts'

/** One sample as plain data. */
export interface SampleFile {
  readonly id: string
  readonly image: string
  readonly mask: string
  /** Of the bytes of both. */
  readonly hash: string
  /** Whether the mask marks nothing. Methods may train on the image, but it is not scored. */
  readonly hasEmptyTruth: boolean
}

export interface SampleSet {
  /** The folder of images, also those without a mask: learning without labels sees all of them. */
  readonly images: string
  /** Of the bytes of all images in it. */
  readonly hash: string
  /** Channels that every image is brought to. */
  readonly channels: number
  readonly samples: readonly SampleFile[]
}

/** Bytes of files that are kept while they are looked at: each is read once. */
const rememberedBytes = 1 << 29

const scaling = checkOptions('image', intensityOptions)

/**
 * Returns the images of `dataset`/images with a mask in `dataset`/masks, by name; only the first `first` if given.
 * Files that cannot be used are reported as events and left out. Throws `Unreadable`, and `NothingToDo` if no image is
 * left.
 */
export async function listSamples(dataset: string, first: number | undefined, onEvent: OnEvent): Promise<SampleSet> {
  const images = `${dataset}/images`
  const { files } = readOnce(diskFiles, rememberedBytes)
  const source = await openSource(files, images, `${dataset}/masks`)
  const { images: readable, channels } = await takeInventory(files, source, scaling, onEvent)
  const samples: SampleFile[] = []
  for (const { id, path, mask, width, height, sliceOf } of readable) {
    if (mask === undefined || samples.length === first) continue
    try {
      if (sliceOf !== undefined)
        throw new CutsError('Unsupported', `${path} is a volume, but only images can be compared.`, {
          remedy: 'Export its slices as PNG or TIFF.',
        })
      const bytes = await files.bytes(mask)
      const truth = await readMask([{ name: mask, bytes }])
      if (truth.width !== width || truth.height !== height)
        throw new CutsError(
          'Mismatch',
          `${mask} is ${truth.width}x${truth.height}, but its image ${path} is ${width}x${height}.`,
          { remedy: 'Give a mask of the same size.' },
        )
      const hash = await hashFiles(files, [path, mask])
      samples.push({ id, image: path, mask, hash, hasEmptyTruth: !truth.data.includes(1) })
    } catch (error) {
      if (!(error instanceof CutsError)) throw error
      onEvent({ type: 'failed', file: path, message: error.message, ...remediesOf(error) })
    }
  }
  if (samples.length === 0)
    throw new CutsError('NothingToDo', `${dataset} holds no image with a mask.`, {
      remedy: 'Give a folder with images/ and masks/, in which files of the same name belong together.',
    })
  const empty = samples.filter(({ hasEmptyTruth }) => hasEmptyTruth).map(({ id }) => id)
  if (empty.length === samples.length)
    throw new CutsError('NothingToDo', `no mask in ${dataset} marks anything.`, {
      remedy: 'Give masks that differ from zero inside what they mark.',
    })
  const message = tellEmptyTruths(empty)
  if (message !== undefined) onEvent({ type: 'notice', message })
  const paths = readable.map(({ path }) => path)
  const hash = await hashFiles(files, paths)
  return { images, hash, channels, samples }
}

/** Reads one sample. Throws as `readImage` and `readMask`. */
export async function readSample({ id, image, mask }: SampleFile, channels: number): Promise<Sample> {
  const { volume } = await readImage([{ name: image, bytes: await diskFiles.bytes(image) }])
  const truth = await readMask([{ name: mask, bytes: await diskFiles.bytes(mask) }])
  return { id, image: toChannels(replaceNonFinite(sliceOf(volume, 0)).image, channels), truth }
}
