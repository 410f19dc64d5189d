/** Scores a finished result folder against masks. */
import { CutsError, cutTree } from '@cuts/core'
import { lengthUnit } from '@cuts/core/metrics'
import { collectFailures } from '../dataset/failures.ts'
import { createMaskReader, type MaskReader } from '../dataset/mask-reader.ts'
import type { OnEvent } from '../events.ts'
import { diskFiles } from '../node/disk-files.ts'
import { evaluateRegions } from '../pipeline/evaluate.ts'
import { evaluateVolumeRegions } from '../pipeline/evaluate-volume.ts'
import { summariseScores, tellEmptyTruths } from '../pipeline/summarise-metrics.ts'
import { readLabelMaps, readSummary, readTree } from '../results/read-results.ts'
import type {
  FailedImage,
  ImageSummary,
  MetricRow,
  MetricRowName,
  Summary,
  VolumeScores,
  VolumeSummary,
} from '../results/summary.ts'
import { openMasks } from '../source/open-source.ts'
import { readVolumeMask } from './volume-mask.ts'

export interface EvaluatedResults {
  /** Images that are scored by themselves: all but slices that share a tree. */
  readonly images: readonly { readonly id: string; readonly metrics: { readonly [row in MetricRowName]: MetricRow } }[]
  /** Volumes whose slices share a tree, in three dimensions. */
  readonly volumes: readonly (VolumeScores & { readonly id: string })[]
  /** Images and volumes whose mask marks nothing: they are not among the others, nor in the means. */
  readonly emptyTruths: readonly string[]
  readonly failed: readonly FailedImage[]
  readonly metrics: NonNullable<Summary['metrics']>
  readonly volumeMetrics: NonNullable<Summary['volumeMetrics']>
}

/** A result folder, and where its masks are found. */
interface Finished {
  readonly results: string
  readonly reader: MaskReader
  readonly volumes: ReadonlyMap<string, VolumeSummary>
  readonly maskOf: (name: string) => string
}

/**
 * Evaluates every image, and every volume as a whole, of `results` that has a mask of the same stem in `masks`. Those without
 * a mask, or with one that cannot be used, are reported as failed. Writes nothing. Throws `Unreadable` and `NothingToDo`.
 */
export async function evaluateResults(options: {
  readonly results: string
  readonly masks: string
  readonly onEvent: OnEvent
}): Promise<EvaluatedResults> {
  const { results, masks, onEvent } = options
  const summary = await readSummary(results)
  const find = await openMasks(diskFiles, masks)
  const finished: Finished = {
    results,
    reader: createMaskReader(diskFiles),
    volumes: new Map(summary.volumes?.map(volume => [volume.id, volume])),
    maskOf: name => onlyMask(find(name), name, masks),
  }
  const images: (Pick<ImageSummary, 'id' | 'metrics'> & { readonly emptyTruth?: true })[] = []
  const volumes: EvaluatedResults['volumes'][number][] = []
  const failures = collectFailures(onEvent)
  for (const { apart, slices } of unitsOf(summary.images)) {
    try {
      if (apart !== undefined) images.push({ id: apart.id, ...(await evaluateImage(finished, apart)) })
      else volumes.push({ id: slices[0]!.sliceOf!.volume, ...(await evaluateVolume(finished, slices)) })
    } catch (error) {
      failures.add((apart ?? slices[0]!).path, error)
    }
  }
  const { metrics = {}, volumeMetrics = {}, emptyTruths = [] } = summariseScores(images, volumes)
  const message = tellEmptyTruths(emptyTruths)
  if (message !== undefined) onEvent({ type: 'notice', message })
  return {
    images: images.flatMap(({ id, metrics: rows }) =>
      rows === undefined ? [] : [{ id, metrics: rows as EvaluatedResults['images'][number]['metrics'] }],
    ),
    volumes: volumes.filter(({ emptyTruth }) => emptyTruth !== true),
    emptyTruths,
    failed: failures.list,
    metrics,
    volumeMetrics,
  }
}

/** Images by themselves, and the slices of each volume that share a tree together; in the order of the results. */
function unitsOf(images: readonly ImageSummary[]) {
  const units: { readonly apart?: ImageSummary; readonly slices: ImageSummary[] }[] = []
  const byVolume = new Map<string, ImageSummary[]>()
  for (const image of images) {
    const { sliceOf, tree } = image
    const held = sliceOf === undefined || tree === undefined ? undefined : byVolume.get(sliceOf.volume)
    if (held !== undefined) held.push(image)
    else if (sliceOf === undefined || tree === undefined) units.push({ apart: image, slices: [] })
    else {
      const slices = [image]
      byVolume.set(sliceOf.volume, slices)
      units.push({ slices })
    }
  }
  return units
}

function onlyMask([path, another]: readonly string[], name: string, masks: string): string {
  if (path === undefined)
    throw new CutsError('NothingToDo', `no mask in ${masks} is named ${name}.*.`, {
      remedy: 'Name masks like their images.',
    })
  if (another !== undefined)
    throw new CutsError('Mismatch', `${path} and ${another} have the same name.`, {
      remedy: 'Leave one mask for each image.',
    })
  return path
}

async function evaluateImage(
  { results, reader, volumes, maskOf }: Finished,
  { id, autoLevel, sliceOf }: ImageSummary,
): Promise<Pick<ImageSummary, 'metrics'> & { readonly emptyTruth?: true }> {
  const place = { path: maskOf(sliceOf?.volume ?? id) }
  const truth = await reader.read(place, {
    volume: sliceOf && volumes.get(sliceOf.volume),
    slice: sliceOf?.slice ?? 0,
  })
  if (!truth.data.includes(1)) return { emptyTruth: true }
  const folder = `${results}/images/${id}`
  const [levels, [persistent], [kmeans]] = [
    await readLabelMaps(folder, 'labels'),
    await readLabelMaps(folder, 'persistent'),
    await readLabelMaps(folder, 'kmeans'),
  ]
  const { metrics } = evaluateRegions({ levels, autoLevel, persistent: persistent!, kmeans: kmeans! }, truth)
  return { metrics }
}

async function evaluateVolume(
  { results, reader, volumes, maskOf }: Finished,
  slices: readonly ImageSummary[],
): Promise<VolumeScores> {
  const [first] = slices
  const id = first!.sliceOf!.volume
  const volume = volumes.get(id)
  if (volume === undefined) throw new CutsError('Unreadable', `summary.json has slices of ${id} and does not list it.`)
  const truth = await readVolumeMask(reader, { path: maskOf(id) }, volume)
  if (!truth.data.includes(1)) return { emptyTruth: true }
  const folderOf = (image: ImageSummary): string => `${results}/images/${image.id}`
  const tree = await readTree(folderOf(first!))
  const files = { leaves: 'prototypes', persistent: 'persistent', kmeans: 'kmeans' } as const
  const { metrics, bestLevel } = await evaluateVolumeRegions(
    {
      segmented: new Set(slices.map(({ sliceOf }) => sliceOf!.slice)),
      slices: async function* (kind) {
        for (const image of slices) {
          const [map] = await readLabelMaps(folderOf(image), files[kind])
          yield { slice: image.sliceOf!.slice, labels: map!.labels }
        }
      },
      levels: first!.levels.map(({ clusters }) => cutTree(tree, clusters)),
      autoLevel: first!.autoLevel,
    },
    truth,
  )
  return { metrics, bestLevel, distanceUnit: lengthUnit(truth) }
}
