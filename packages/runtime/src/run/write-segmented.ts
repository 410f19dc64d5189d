/** What is done with an image once it is segmented: scored where it has a mask, drawn, written, told. */
import { createRandom, isCutsError, type Mask } from '@cuts/core'
import type { DatasetImage, LoadedImage } from '../dataset/dataset.ts'
import type { Palette } from '../pictures/index.ts'
import { evaluateRegions } from '../pipeline/evaluate.ts'
import { masksOfSlice } from '../pipeline/evaluate-volume.ts'
import { levelMaps, type Segmentation } from '../pipeline/segment.ts'
import { plotSegments } from '../pipeline/segment-plot.ts'
import type { ImageSummary, MetricRowName } from '../results/summary.ts'
import { imageOutputs } from './image-outputs.ts'
import { sealName } from './image-seal.ts'
import type { Workspace } from './project.ts'
import type { ScoredVolume } from './score-volume.ts'

/** What an image has in common with those that share its tree. */
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
  workspace: Workspace,
  index: number,
  { image, notices: loadNotices }: LoadedImage,
  segmentation: Segmentation,
  seconds: ImageSummary['seconds'],
  { tree: sharedTree, volumes, ...palettes }: Shared = {},
): Promise<ImageSummary> {
  const { run, dataset, store } = workspace
  const item = dataset.images[index]!
  const notices = [...loadNotices]
  const { scored, ...scores } = await score(workspace, item, segmentation, volumes, notices)
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
    ...scores,
    notices,
  }
  const { prototypes, tree } = segmentation
  const plot = prototypes && plotSegments(tree, prototypes, createRandom(run.seed).fork('plot'))
  await store.putFolder(
    `images/${item.id}`,
    await imageOutputs(image, segmentation, summary, { truth: scored, plot, ...palettes }),
    sealName,
  )
  return summary
}

type Scores = Pick<ImageSummary, 'metrics' | 'bestLevel' | 'emptyTruth'> & {
  /** What is drawn. */
  readonly scored?: { readonly mask: Mask; readonly masks: { readonly [row in MetricRowName]: Mask } }
}

/**
 * An image against its mask. A slice of a volume that was scored as a whole has no scores of its own, only its part of the
 * regions that were: where its mask marks nothing, Dice would be 1 whatever was found elsewhere.
 */
async function score(
  workspace: Workspace,
  item: DatasetImage,
  segmentation: Segmentation,
  volumes: Shared['volumes'],
  notices: string[],
): Promise<Scores> {
  const volume = item.sliceOf && volumes?.get(item.sliceOf.volume)
  const isInVolume = item.sliceOf !== undefined && volumes !== undefined
  if (item.mask === undefined || (isInVolume && volume?.chosen === undefined)) return {}
  const mask = await readTruth(workspace, item, item.mask, notices)
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

/** Tells of an image that is done, the `done`-th of `total`. */
export function tellDone(
  { dataset, onEvent }: Workspace,
  summary: ImageSummary,
  { done, etaSeconds }: { readonly done: number; readonly etaSeconds: number },
): void {
  const { id, seconds, levels, metrics } = summary
  onEvent({
    type: 'image',
    id,
    done,
    total: dataset.images.length,
    seconds: seconds.total,
    etaSeconds,
    levels: levels.length,
    ...(metrics === undefined ? {} : { metrics: definedRows(metrics) }),
  })
}

/** The mask of an image, or undefined, with a notice, where it cannot be used: the image is segmented all the same. */
async function readTruth(
  { masks, dataset, onEvent }: Workspace,
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

function definedRows<T>(rows: { readonly [row: string]: T | undefined }): { [row: string]: T } {
  return Object.fromEntries(Object.entries(rows).flatMap(([row, value]) => (value === undefined ? [] : [[row, value]])))
}
