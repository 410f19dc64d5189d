/** What is done with an image once it is segmented: it is scored if it has a mask, drawn, and written. */
import { createRandom, isCutsError, type Mask } from '@cuts/core'
import type { DatasetImage, LoadedImage } from '../dataset/dataset.ts'
import type { Palette } from '../pictures/index.ts'
import { evaluateRegions } from '../pipeline/evaluate.ts'
import { levelMaps, type Segmentation } from '../pipeline/segment.ts'
import { randomStreams } from '../pipeline/segment-image.ts'
import { plotSegments } from '../pipeline/segment-plot.ts'
import { imageFiles, imageFolder } from '../results/result-layout.ts'
import type { ImageSummary } from '../results/summary.ts'
import { imageOutputs } from './image-outputs.ts'
import { sealOf } from './image-seal.ts'
import type { Project } from './project.ts'

/** What an image has in common with those that share its tree. */
interface Shared {
  readonly palette?: Palette
  readonly clusterPalette?: Palette
  /** Where the tree lies in the result folder. */
  readonly tree?: string
}

/** Writes the folder of image `index`. Throws `Unwritable`. */
export async function writeSegmented(
  project: Project,
  index: number,
  { image, notices: loadNotices }: LoadedImage,
  segmentation: Segmentation,
  seconds: ImageSummary['seconds'],
  { tree: sharedTree, ...palettes }: Shared = {},
): Promise<ImageSummary> {
  const { options, dataset, store, fingerprint } = project
  const item = dataset.images[index]!
  const notices = [...loadNotices]
  const truth = item.mask === undefined ? undefined : await readTruth(project, item, item.mask, notices)
  const evaluation =
    truth === undefined ? undefined : evaluateRegions({ ...segmentation, levels: levelMaps(segmentation) }, truth)
  const summary: ImageSummary = {
    id: item.id,
    path: item.path,
    ...(item.mask === undefined ? {} : { mask: item.mask }),
    ...(item.group === undefined ? {} : { group: item.group }),
    ...(item.index === undefined ? {} : { index: item.index }),
    ...(item.sliceOf === undefined ? {} : { sliceOf: item.sliceOf }),
    width: image.width,
    height: image.height,
    channels: image.channels,
    seconds,
    levels: [...segmentation.levels],
    autoLevel: segmentation.autoLevel,
    persistentRegions: segmentation.persistentRegions,
    ...(sharedTree === undefined ? {} : { tree: sharedTree }),
    ...(evaluation === undefined ? {} : { metrics: evaluation.metrics, bestLevel: evaluation.bestLevel }),
    notices,
  }
  const scored = truth === undefined || evaluation === undefined ? undefined : { mask: truth, evaluation }
  const { prototypes, tree } = segmentation
  const plot = prototypes && plotSegments(tree, prototypes, createRandom(options.seed).fork(randomStreams.plot))
  const files = await imageOutputs(image, segmentation, summary, { truth: scored, plot, ...palettes })
  files.set(imageFiles.seal, sealOf(summary, fingerprint, files))
  await store.putFolder(imageFolder(item.id), files, imageFiles.seal)
  return summary
}

/** The mask of an image, or undefined, with a notice, where it cannot be used: the image is segmented all the same. */
async function readTruth(
  { masks, dataset, onEvent }: Project,
  image: DatasetImage,
  path: string,
  notices: string[],
): Promise<Mask | undefined> {
  const tell = (message: string): undefined => {
    notices.push(message)
    onEvent({ type: 'notice', message, file: path })
    return undefined
  }
  try {
    const { sliceOf, index, maskArray } = image
    const place = maskArray === undefined ? { path } : { path, array: maskArray }
    const volume = sliceOf && dataset.volumes.get(sliceOf.volume)
    const mask = await masks.read(place, { volume, slice: sliceOf?.slice ?? index ?? 0 })
    if (mask.width === image.width && mask.height === image.height) return mask
    return tell(
      `${path} is ${mask.width}x${mask.height} and its image ${image.width}x${image.height}: the image is segmented but not scored. Give a mask of the same size.`,
    )
  } catch (error) {
    if (!isCutsError(error)) throw error
    return tell(`${error.message} The image is segmented but not scored.`)
  }
}
