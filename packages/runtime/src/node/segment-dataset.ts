/** Segmenting every image of a dataset, each written to its own folder when it is done; failures end only the image. */
import { createRandom, isCutsError } from '@cuts/core'
import { type Encoder, loadEncoder } from '@cuts/nn'
import { embedFeatures } from '../pipeline/features.ts'
import { segmentFeatures } from '../pipeline/segment.ts'
import { parseResult } from '../results/parse-result.ts'
import { type FailedImage, type ImageSummary, imageSummarySchema } from '../results/summary.ts'
import { collectFailures } from './failures.ts'
import { segmentTogether } from './segment-together.ts'
import { expectGoingOn, type Workspace } from './workspace.ts'
import { tellDone, writeSegmented } from './write-segmented.ts'

export interface SegmentedImages {
  readonly images: readonly ImageSummary[]
  readonly failed: readonly FailedImage[]
}

export async function segmentDataset(workspace: Workspace, model: Uint8Array): Promise<SegmentedImages> {
  const { run, dataset, compute } = workspace
  const encoder = await loadEncoder(compute, model)
  const grouping = run.grouping ?? (dataset.volumes.size > 0 ? 'volume' : 'images')
  const { images, failed } =
    grouping === 'images' ? await segmentEach(workspace, encoder) : await segmentTogether(workspace, encoder, grouping)
  await encoder.dispose()
  return { images, failed: [...dataset.failed, ...failed] }
}

/** Every image by itself; with `resume`, those that are not finished yet. */
async function segmentEach(workspace: Workspace, encoder: Encoder): Promise<SegmentedImages> {
  const { run, dataset, onEvent } = workspace
  const images: ImageSummary[] = []
  const failures = collectFailures(onEvent)
  const started = performance.now()
  const done = run.resume ? await finishedImages(workspace) : new Map<string, ImageSummary>()
  const todo = dataset.images.flatMap((image, index) => (done.has(image.id) ? [] : [index]))

  for (const [position, index] of todo.entries()) {
    expectGoingOn(workspace, images.length + done.size)
    try {
      const summary = await segmentImage(workspace, encoder, index)
      images.push(summary)
      const perImage = (performance.now() - started) / 1000 / (position + 1)
      tellDone(workspace, summary, {
        done: images.length + failures.list.length + done.size,
        etaSeconds: perImage * (todo.length - position - 1),
      })
    } catch (error) {
      // An output that cannot be written concerns the whole run; anything else this image alone.
      if (isCutsError(error, 'Unwritable')) throw error
      failures.add(dataset.images[index]!.path, error)
    }
  }
  const byId = new Map([...done, ...images.map(image => [image.id, image] as const)])
  return { images: dataset.images.flatMap(({ id }) => byId.get(id) ?? []), failed: failures.list }
}

async function segmentImage(workspace: Workspace, encoder: Encoder, index: number): Promise<ImageSummary> {
  const { run, settings, dataset } = workspace
  const loaded = await dataset.load(index)
  const started = performance.now()
  const features = await embedFeatures(encoder, loaded.input, settings)
  const embedded = performance.now()
  const random = createRandom(run.seed).fork('segment')
  const segmentation = segmentFeatures(features, settings, random, loaded.image.geometry)
  const embed = (embedded - started) / 1000
  const condense = (performance.now() - embedded) / 1000
  return writeSegmented(workspace, index, loaded, segmentation, { embed, condense, total: embed + condense })
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
