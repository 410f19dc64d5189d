/** Segmenting every image of a dataset, each written to its own folder when it is done; failures end only the image. */
import { CutsError, createRandom, isCutsError, type Mask } from '@cuts/core'
import { readMask } from '@cuts/formats'
import { type Encoder, loadEncoder } from '@cuts/nn'
import type { LoadedImage } from '../pipeline/dataset.ts'
import { evaluateRegions } from '../pipeline/evaluate.ts'
import { type Segmentation, segmentEmbedding } from '../pipeline/segment.ts'
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

/** The next image is embedded while the current one is condensed: the two use different processors' time. */
export async function segmentDataset(workspace: Workspace, model: Uint8Array): Promise<SegmentedImages> {
  const { run, dataset, compute, onEvent } = workspace
  const encoder = await loadEncoder(compute, model)
  const images: ImageSummary[] = []
  const failures = collectFailures(onEvent)
  const total = dataset.images.length
  const started = performance.now()
  const done = run.resume ? await finishedImages(workspace) : new Map<string, ImageSummary>()
  const todo = dataset.images.flatMap((image, index) => (done.has(image.id) ? [] : [index]))

  let upcoming = todo[0] === undefined ? undefined : embedImage(workspace, encoder, todo[0])
  for (const [position, index] of todo.entries()) {
    const { id, path } = dataset.images[index]!
    const embedding = upcoming!
    const following = todo[position + 1]
    upcoming = undefined
    try {
      const embedded = await embedding
      if (run.signal?.aborted)
        throw new CutsError('Cancelled', `the run was stopped after ${images.length + done.size} of ${total} images.`, {
          remedy: 'Run the same command with --resume to go on from there.',
        })
      upcoming = following === undefined ? undefined : embedImage(workspace, encoder, following)
      upcoming?.catch(() => {})
      const summary = await segmentImage(workspace, index, embedded)
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
      // An output that cannot be written, or a stop, concerns the whole run; anything else this image alone.
      if (isCutsError(error, 'Unwritable') || isCutsError(error, 'Cancelled')) throw error
      failures.add(path, error)
      upcoming ??= following === undefined ? undefined : embedImage(workspace, encoder, following)
      upcoming?.catch(() => {})
    }
  }
  await encoder.dispose()
  const byId = new Map([...done, ...images.map(image => [image.id, image] as const)])
  return {
    images: dataset.images.flatMap(({ id }) => byId.get(id) ?? []),
    failed: [...dataset.failed, ...failures.list],
  }
}

interface EmbeddedImage {
  readonly loaded: LoadedImage
  readonly embedding: Awaited<ReturnType<Encoder['embed']>>
  readonly seconds: number
}

async function embedImage({ dataset }: Workspace, encoder: Encoder, index: number): Promise<EmbeddedImage> {
  const loaded = await dataset.load(index)
  const started = performance.now()
  const embedding = await encoder.embed(loaded.input)
  return { loaded, embedding, seconds: (performance.now() - started) / 1000 }
}

async function segmentImage(workspace: Workspace, index: number, embedded: EmbeddedImage): Promise<ImageSummary> {
  const { run, settings, dataset, folder, onEvent } = workspace
  const item = dataset.images[index]!
  const { image, input } = embedded.loaded
  const started = performance.now()
  const segmentation = segmentEmbedding(embedded.embedding, settings, createRandom(run.seed).fork('segment'), {
    values: { ...input, dims: input.channels },
    geometry: image.geometry,
  })
  const condense = (performance.now() - started) / 1000
  const notices = [...embedded.loaded.notices]
  const truth = item.mask === undefined ? undefined : await readTruth(item.mask, image, notices, onEvent)
  const evaluation = truth === undefined ? undefined : evaluateRegions(regionsOf(segmentation), truth)
  const summary: ImageSummary = {
    id: item.id,
    path: item.path,
    ...(item.mask === undefined ? {} : { mask: item.mask }),
    width: image.width,
    height: image.height,
    channels: image.channels,
    seconds: { embed: embedded.seconds, condense, total: embedded.seconds + condense },
    levels: segmentation.levels.map(({ clusters, logBandwidth }) => ({ clusters, logBandwidth })),
    autoLevel: segmentation.autoLevel,
    persistentRegions: segmentation.persistentRegions,
    ...(evaluation === undefined ? {} : { metrics: evaluation.metrics, bestLevel: evaluation.bestLevel }),
    notices,
  }
  const scored = truth === undefined || evaluation === undefined ? undefined : { mask: truth, evaluation }
  await folder.writeImage(item.id, await imageOutputs(image, segmentation, summary, scored))
  return summary
}

function regionsOf(segmentation: Segmentation) {
  return { ...segmentation, levels: segmentation.levels.map(level => level.map) }
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
