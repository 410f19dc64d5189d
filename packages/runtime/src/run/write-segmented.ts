/** Scores a segmented image if it has a mask, draws it, and writes it. */
import { createRandom, isCutsError, type Mask } from '@cuts/core'
import type { DatasetImage, LoadedImage } from '../dataset/dataset.ts'
import type { Palette } from '../pictures/index.ts'
import { describeProposals } from '../pipeline/describe-proposals.ts'
import { evaluateRegions, type RegionNodes } from '../pipeline/evaluate.ts'
import { masksOfSlice } from '../pipeline/evaluate-volume.ts'
import { levelMaps, type Segmentation } from '../pipeline/segment.ts'
import { randomStreams } from '../pipeline/segment-image.ts'
import { plotSegments } from '../pipeline/segment-plot.ts'
import { imageFiles, imageFolder } from '../results/result-layout.ts'
import type { ImageSummary, MetricRowName } from '../results/summary.ts'
import { imageOutputs } from './image-outputs.ts'
import { readSealed, sealOf } from './image-seal.ts'
import type { Project } from './project.ts'
import type { ScoredVolume } from './score-volume.ts'

/** Data that images of one tree have in common. */
interface Shared {
  readonly palette?: Palette
  readonly clusterPalette?: Palette
  /** Where the tree lies in the result folder. */
  readonly tree?: string
  /** Volumes that were scored as a whole, by their names: their slices are not scored again. */
  readonly volumes?: ReadonlyMap<string, ScoredVolume>
}

/** Writes the folder of image `index`. Throws `Unwritable`. */
export async function writeSegmented(
  project: Project,
  index: number,
  { image, notices: loadNotices }: LoadedImage,
  segmentation: Segmentation,
  seconds: ImageSummary['seconds'],
  { tree: sharedTree, volumes, ...palettes }: Shared = {},
): Promise<ImageSummary> {
  const { options, dataset, store, marks } = project
  const item = dataset.images[index]!
  const notices = [...loadNotices]
  const proposals = describeProposals(segmentation)
  const nodes = { ...segmentation, proposals: proposals.map(({ node }) => node) }
  const { scored, ...scores } = await score(project, item, { ...segmentation, nodes }, volumes, notices)
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
    proposals: proposals.length,
    ...(sharedTree === undefined ? {} : { tree: sharedTree }),
    ...scores,
    notices,
  }
  const { prototypes, tree } = segmentation
  const pictures = options.pictures !== false
  const plot = pictures
    ? prototypes && plotSegments(tree, prototypes, createRandom(options.seed).fork(randomStreams.plot))
    : undefined
  const files = await imageOutputs(image, segmentation, summary, {
    truth: scored,
    proposals,
    plot,
    pictures,
    ...palettes,
  })
  files.set(imageFiles.seal, sealOf(summary, marks.image.get(item.id)!, files))
  const isDone = async (): Promise<boolean> => (await readSealed(project, item.id)) !== undefined
  await store.putFolder(imageFolder(item.id), files, imageFiles.seal, isDone)
  return summary
}

type Scores = Pick<ImageSummary, 'metrics' | 'bestLevel' | 'emptyTruth'> & {
  /** The image to draw. */
  readonly scored?: { readonly mask: Mask; readonly masks: { readonly [row in MetricRowName]?: Mask } }
}

/**
 * Compares an image with its mask. A slice of a volume that was scored as a whole has no scores of its own, only its
 * part of the scored regions. If the mask of the slice is empty, a score says nothing about the segmentation.
 */
async function score(
  project: Project,
  item: DatasetImage,
  segmentation: Segmentation & { readonly nodes: RegionNodes },
  volumes: Shared['volumes'],
  notices: string[],
): Promise<Scores> {
  const volume = item.sliceOf && volumes?.get(item.sliceOf.volume)
  const isInVolume = item.sliceOf !== undefined && volumes !== undefined
  if (item.mask === undefined || (isInVolume && volume?.chosen === undefined)) return {}
  const mask = await readTruth(project, item, item.mask, notices)
  if (mask === undefined) return {}
  if (volume?.chosen !== undefined)
    return { bestLevel: volume.scores.bestLevel, scored: { mask, masks: masksOfSlice(volume.chosen, segmentation) } }
  if (!mask.data.includes(1)) {
    notices.push('its mask marks nothing: it is left out of the means')
    return { emptyTruth: true }
  }
  const { metrics, bestLevel, masks } = evaluateRegions({ ...segmentation, levels: levelMaps(segmentation) }, mask)
  return { metrics, bestLevel, scored: { mask, masks } }
}

/** Returns the mask of an image, or undefined, with a notice, if it cannot be used. The image is segmented anyway. */
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
