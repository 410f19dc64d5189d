/** The end of a run: makes its summary from the records of all jobs in the store. */
import type { RemedyAction } from '@cuts/core'
import { crowded } from '../pipeline/segment-image.ts'
import { summariseScores, tellEmptyTruths } from '../pipeline/summarise-metrics.ts'
import { parseResult } from '../results/parse-result.ts'
import { resultFiles } from '../results/result-layout.ts'
import {
  type FailedImage,
  type ImageSummary,
  type Summary,
  trainSummarySchema,
  type VolumeResult,
  type VolumeSummary,
} from '../results/summary.ts'
import { version } from '../version.ts'
import { readSealed } from './image-seal.ts'
import { unitsOf } from './plan.ts'
import type { Project } from './project.ts'
import { readUnit } from './unit-file.ts'

/** Writes `summary.json`. Seconds that are not given are added up from the images'. `missing` are listed as failed. */
export async function finishRun(
  project: Project,
  seconds: { readonly segment?: number; readonly total?: number } = {},
  missing: readonly FailedImage[] = [],
): Promise<Summary> {
  const { options, settings, inventory, dataset, engine, store, notices } = project
  const { images, failed, volumeScores, volumeNotices } = await collect(project)
  const volumes = volumesOf(project, volumeScores)
  const scores = summariseScores(images, volumes)
  const trained = project.model === undefined ? await store.get(resultFiles.train) : undefined
  const train = trained && parseResult(trainSummarySchema, trained)
  const segment = seconds.segment ?? images.reduce((sum, image) => sum + image.seconds.total, 0)
  const said = [...notices, ...inventory.notices.map(({ message }) => message)]
  const ofMasks = [...images.flatMap(ofMask), ...volumeNotices]
  const further = [tellEmptyTruths(scores.emptyTruths), suggestCells(images)?.message].filter(
    notice => notice !== undefined,
  )
  const summary: Summary = {
    schema: 1,
    version,
    seed: options.seed,
    preset: options.preset,
    grouping: options.grouping ?? (dataset.volumes.size > 0 ? 'volume' : 'images'),
    settings: settings as unknown as Summary['settings'],
    device: engine.device,
    threads: engine.threads,
    ...(train === undefined ? {} : { train }),
    images,
    ...(dataset.volumes.size === 0 ? {} : { volumes }),
    failed: [...inventory.failed, ...failed, ...missing],
    ...scores,
    ...(options.keepIdentifiers === true ? { identifiers: [...(inventory.identifiers ?? [])] } : {}),
    notices: [...new Set([...said, ...ofMasks, ...further])],
    seconds: { train: train?.seconds ?? 0, segment, total: seconds.total ?? (train?.seconds ?? 0) + segment },
  }
  await store.put(resultFiles.summary, `${JSON.stringify(summary, undefined, 2)}\n`)
  return summary
}

interface Collected {
  readonly images: ImageSummary[]
  readonly failed: readonly FailedImage[]
  readonly volumeScores: ReadonlyMap<string, VolumeResult>
  readonly volumeNotices: readonly string[]
}

/**
 * The summaries of all images that are done, in the order of the dataset, and what jobs noted of failures and volumes.
 */
async function collect(project: Project): Promise<Collected> {
  const images: ImageSummary[] = []
  for (const { id } of project.dataset.images) {
    const summary = await readSealed(project, id)
    if (summary !== undefined) images.push(summary)
  }
  const failed: FailedImage[] = []
  const volumeScores = new Map<string, VolumeResult>()
  const volumeNotices: string[] = []
  for (const { id } of unitsOf(project)) {
    const unit = await readUnit(project, id)
    failed.push(...(unit?.failed ?? []))
    for (const [volume, scores] of Object.entries(unit?.volumes ?? {})) volumeScores.set(volume, scores)
    volumeNotices.push(...(unit?.notices ?? []))
  }
  return { images, failed, volumeScores, volumeNotices }
}

/** Returns the notices about the mask of an image. */
function ofMask({ mask, notices }: ImageSummary): string[] {
  return mask === undefined ? [] : notices.filter(notice => notice.includes(mask))
}

function volumesOf(
  { dataset: { images, volumes } }: Project,
  scores: ReadonlyMap<string, VolumeResult>,
): VolumeSummary[] {
  return [...volumes].map(([id, { timepoint, width, height, depth, geometry, view, files }]) => ({
    id,
    path: images.find(image => image.sliceOf?.volume === id)!.path,
    ...(files === undefined ? {} : { files: [...files] }),
    ...(timepoint === undefined ? {} : { timepoint }),
    width,
    height,
    depth,
    ...(geometry === undefined ? {} : { geometry }),
    view,
    ...scores.get(id),
  }))
}

/** If most images are noted as crowds, a notice that names the preset made for them. */
export function suggestCells(
  images: readonly ImageSummary[],
): { readonly message: string; readonly action: RemedyAction } | undefined {
  const { length } = images.filter(({ notices }) => notices.includes(crowded))
  if (length <= images.length / 2) return undefined
  return {
    message: `${length} of ${images.length} images seem to hold many objects of one kind. Where you want them as one region, the preset cells is made for that.`,
    action: { do: 'choose preset', preset: 'cells' },
  }
}
