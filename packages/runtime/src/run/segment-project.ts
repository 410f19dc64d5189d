/** Segmenting every image of a dataset, each written to its own folder when it is done; failures end only the image. */
import { createRandom, isCutsError } from '@cuts/core'
import { type Encoder, loadEncoder } from '@cuts/nn'
import { collectFailures } from '../dataset/failures.ts'
import { suitsCells } from '../pipeline/crowded.ts'
import { embedFeatures } from '../pipeline/features.ts'
import { segmentFeatures } from '../pipeline/segment.ts'
import type { FailedImage, ImageSummary, VolumeScores } from '../results/summary.ts'
import { readSealed } from './image-seal.ts'
import { expectGoingOn, type Workspace } from './project.ts'
import { segmentTogether } from './segment-together.ts'
import { tellDone, writeSegmented } from './write-segmented.ts'

export interface SegmentedImages {
  readonly images: readonly ImageSummary[]
  readonly failed: readonly FailedImage[]
  /** Of volumes that were scored as a whole, by their names. */
  readonly volumes: ReadonlyMap<string, VolumeScores>
}

export async function segmentDataset(workspace: Workspace, model: Uint8Array): Promise<SegmentedImages> {
  const { run, dataset, engine } = workspace
  const encoder = await loadEncoder(engine, model)
  const { grouping } = run
  const all = [...dataset.images.keys()]
  // Unless it is said otherwise only slices of volume files belong together.
  const isSlice = (index: number): boolean => dataset.images[index]!.sliceOf !== undefined
  const apart = grouping === 'images' ? all : grouping === undefined ? all.filter(index => !isSlice(index)) : []
  const together = all.filter(index => !apart.includes(index))
  const parts = [await segmentEach(workspace, encoder, apart)]
  if (together.length > 0)
    parts.push(await segmentTogether(workspace, encoder, grouping === 'dataset' ? 'dataset' : 'volume', together))
  await encoder.dispose()
  const byId = new Map(parts.flatMap(({ images }) => images).map(image => [image.id, image]))
  return {
    images: dataset.images.flatMap(({ id }) => byId.get(id) ?? []),
    failed: [...dataset.failed, ...parts.flatMap(({ failed }) => failed)],
    volumes: new Map(parts.flatMap(({ volumes }) => [...volumes])),
  }
}

/** Every image by itself; with `resume`, those that are not finished yet. */
async function segmentEach(
  workspace: Workspace,
  encoder: Encoder,
  indices: readonly number[],
): Promise<SegmentedImages> {
  const { run, dataset, onEvent } = workspace
  const images: ImageSummary[] = []
  const failures = collectFailures(onEvent)
  const started = performance.now()
  const done = run.resume ? await finishedImages(workspace, indices) : new Map<string, ImageSummary>()
  const todo = indices.filter(index => !done.has(dataset.images[index]!.id))

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
  const all = [...done.values(), ...images]
  pointToCells(workspace, all)
  return { images: all, failed: failures.list, volumes: new Map() }
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
  const notices = suitsCells(segmentation, settings, random) ? [...loaded.notices, crowded] : loaded.notices
  const seconds = { embed, condense, total: embed + condense }
  return writeSegmented(workspace, index, { ...loaded, notices }, segmentation, seconds)
}

/** Noted with an image. */
const crowded = 'seems to hold many objects of one kind'

/** Where most images, of this call or of one before, are noted as crowds, the preset made for them is named. */
function pointToCells({ onEvent }: Workspace, images: readonly ImageSummary[]): void {
  const { length } = images.filter(({ notices }) => notices.includes(crowded))
  if (length <= images.length / 2) return
  const message = `${length} of ${images.length} images seem to hold many objects of one kind. Where you want them as one region, try --preset cells.`
  onEvent({ type: 'notice', message })
}

/** Images whose folder holds all that its seal names. */
async function finishedImages(
  { dataset, store }: Workspace,
  indices: readonly number[],
): Promise<Map<string, ImageSummary>> {
  const done = new Map<string, ImageSummary>()
  for (const index of indices) {
    const { id } = dataset.images[index]!
    const summary = await readSealed(store, id)
    if (summary !== undefined) done.set(id, summary)
  }
  return done
}
