/** Segmenting every image of a dataset, each written to its own folder when it is done; failures end only the image. */
import { CutsError, createRandom, isCutsError, type Mask } from '@cuts/core'
import { readMask } from '@cuts/formats'
import { type Encoder, loadEncoder } from '@cuts/nn'
import { evaluateRegions } from '../pipeline/evaluate.ts'
import { embedFeatures } from '../pipeline/features.ts'
import { levelMaps, segmentFeatures } from '../pipeline/segment.ts'
import { parseResult } from '../results/parse-result.ts'
import { type FailedImage, type ImageSummary, imageSummarySchema } from '../results/summary.ts'
import { collectFailures } from './failures.ts'
import { imageOutputs } from './image-outputs.ts'
import { readBytes } from './source.ts'
import type { Workspace } from './workspace.ts'

export interface SegmentedImages {
  readonly images: readonly ImageSummary[]
  readonly failed: readonly FailedImage[]
}

export async function segmentDataset(workspace: Workspace, model: Uint8Array): Promise<SegmentedImages> {
  const { run, dataset, compute, onEvent } = workspace
  const encoder = await loadEncoder(compute, model)
  const images: ImageSummary[] = []
  const failures = collectFailures(onEvent)
  const total = dataset.images.length
  const started = performance.now()
  const done = run.resume ? await finishedImages(workspace) : new Map<string, ImageSummary>()
  const todo = dataset.images.flatMap((image, index) => (done.has(image.id) ? [] : [index]))

  for (const [position, index] of todo.entries()) {
    const { id, path } = dataset.images[index]!
    if (run.signal?.aborted)
      throw new CutsError('Cancelled', `the run was stopped after ${images.length + done.size} of ${total} images.`, {
        remedy: 'Run the same command with --resume to go on from there.',
      })
    try {
      const summary = await segmentImage(workspace, encoder, index)
      images.push(summary)
      const seconds = (performance.now() - started) / 1000
      onEvent({
        type: 'image',
        id,
        done: images.length + failures.list.length + done.size,
        total,
        seconds: summary.seconds.total,
        etaSeconds: (seconds / (position + 1)) * (todo.length - position - 1),
        levels: summary.levels.length,
        ...(summary.metrics === undefined ? {} : { metrics: definedRows(summary.metrics) }),
      })
    } catch (error) {
      // An output that cannot be written concerns the whole run; anything else this image alone.
      if (isCutsError(error, 'Unwritable')) throw error
      failures.add(path, error)
    }
  }
  await encoder.dispose()
  const byId = new Map([...done, ...images.map(image => [image.id, image] as const)])
  return {
    images: dataset.images.flatMap(({ id }) => byId.get(id) ?? []),
    failed: [...dataset.failed, ...failures.list],
  }
}

async function segmentImage(workspace: Workspace, encoder: Encoder, index: number): Promise<ImageSummary> {
  const { run, settings, dataset, folder, onEvent } = workspace
  const item = dataset.images[index]!
  const { image, input, notices: loadNotices } = await dataset.load(index)
  const begun = performance.now()
  const features = await embedFeatures(encoder, input, settings)
  const started = performance.now()
  const embed = (started - begun) / 1000
  const segmentation = segmentFeatures(features, settings, createRandom(run.seed).fork('segment'), image.geometry)
  const condense = (performance.now() - started) / 1000
  const notices = [...loadNotices]
  const truth = item.mask === undefined ? undefined : await readTruth(item.mask, image, notices, onEvent)
  const evaluation =
    truth === undefined ? undefined : evaluateRegions({ ...segmentation, levels: levelMaps(segmentation) }, truth)
  const summary: ImageSummary = {
    id: item.id,
    path: item.path,
    ...(item.mask === undefined ? {} : { mask: item.mask }),
    width: image.width,
    height: image.height,
    channels: image.channels,
    seconds: { embed, condense, total: embed + condense },
    levels: [...segmentation.levels],
    autoLevel: segmentation.autoLevel,
    persistentRegions: segmentation.persistentRegions,
    ...(evaluation === undefined ? {} : { metrics: evaluation.metrics, bestLevel: evaluation.bestLevel }),
    notices,
  }
  const scored = truth === undefined || evaluation === undefined ? undefined : { mask: truth, evaluation }
  await folder.writeImage(item.id, await imageOutputs(image, segmentation, summary, scored))
  return summary
}

/** The mask of an image, or undefined, with a notice, where it cannot be used: the image is segmented all the same. */
async function readTruth(
  path: string,
  image: { readonly width: number; readonly height: number },
  notices: string[],
  onEvent: Workspace['onEvent'],
): Promise<Mask | undefined> {
  const tell = (message: string): undefined => {
    notices.push(message)
    onEvent({ type: 'notice', message, file: path })
    return undefined
  }
  try {
    const mask = await readMask(await readBytes(path), { name: path })
    if (mask.width === image.width && mask.height === image.height) return mask
    return tell(
      `${path} is ${mask.width}x${mask.height} and its image ${image.width}x${image.height}: the image is segmented but not scored. Give a mask of the same size.`,
    )
  } catch (error) {
    if (!isCutsError(error)) throw error
    return tell(`${error.message} The image is segmented but not scored.`)
  }
}

/** Images whose folder is complete. */
async function finishedImages({ dataset, folder }: Workspace): Promise<Map<string, ImageSummary>> {
  const done = new Map<string, ImageSummary>()
  for (const { id } of dataset.images) {
    const text = await folder.read(`images/${id}/result.json`)
    if (text === undefined) continue
    const summary = parseResult(imageSummarySchema, text)
    if (summary !== undefined) done.set(id, summary)
  }
  return done
}

function definedRows<T>(rows: { readonly [row: string]: T | undefined }): { [row: string]: T } {
  return Object.fromEntries(Object.entries(rows).flatMap(([row, value]) => (value === undefined ? [] : [[row, value]])))
}
