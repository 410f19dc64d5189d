/** Scores a finished run against masks. */
import { CutsError, cutTree } from '@cuts/core'
import { lengthUnit } from '@cuts/core/metrics'
import { collectFailures } from '../dataset/failures.ts'
import { createMaskReader, type MaskReader } from '../dataset/mask-reader.ts'
import type { OnEvent } from '../events.ts'
import { type Evaluation, evaluateRegions, type RegionNodes } from '../pipeline/evaluate.ts'
import { evaluateVolumeRegions } from '../pipeline/evaluate-volume.ts'
import { summariseScores, tellEmptyTruths } from '../pipeline/summarise-metrics.ts'
import { readLabelMaps, readProposals, readSummary, readTree, readVolumeProposals } from '../results/read-results.ts'
import { imageFolder, labelsFile } from '../results/result-layout.ts'
import type { FailedImage, ImageSummary, Summary, VolumeScores, VolumeSummary } from '../results/summary.ts'
import type { SourceFiles } from '../source/files.ts'
import { fewOf } from '../source/layouts/pair-masks.ts'
import { openMasks, sameAsImages } from '../source/open-source.ts'
import type { Store } from '../store/store.ts'
import { labelSlices } from './label-slices.ts'
import { readVolumeMask } from './volume-mask.ts'

export interface EvaluatedResults {
  /** Images that are scored one by one: all except slices that share a tree. */
  readonly images: readonly { readonly id: string; readonly metrics: Evaluation['metrics'] }[]
  /** Volumes whose slices share a tree, in three dimensions. */
  readonly volumes: readonly (VolumeScores & { readonly id: string })[]
  /** Images and volumes whose mask marks nothing: they are not among the others, nor in the means. */
  readonly emptyTruths: readonly string[]
  /** Images and volumes without a mask. They are not scored. */
  readonly withoutMask: readonly string[]
  readonly failed: readonly FailedImage[]
  readonly metrics: NonNullable<Summary['metrics']>
  readonly volumeMetrics: NonNullable<Summary['volumeMetrics']>
}

/** A finished run, and its masks. */
interface Finished {
  readonly store: Store
  readonly masks: MaskReader
  /** Returns the mask of an image or volume. Throws `Mismatch` if there are several. */
  readonly maskOf: (name: string) => string
  readonly volumes: ReadonlyMap<string, VolumeSummary>
}

/**
 * Scores every image in `store`, and every volume as a whole, that has a mask of the same name. `masks` is a folder of
 * masks or one mask among `files`. Images without a mask are told in a notice, as a run does; an unusable mask is reported
 * as failed. Writes nothing. Throws `Unreadable`, and `NothingToDo` if there is no mask for any image.
 */
export async function evaluateResults(options: {
  readonly store: Store
  readonly files: SourceFiles
  readonly masks: string
  /** The value of masks that marks the object; by default every value but 0. */
  readonly maskLabel?: number | undefined
  readonly onEvent: OnEvent
}): Promise<EvaluatedResults> {
  const { store, files, masks, maskLabel, onEvent } = options
  const opened = await openMasks(files, masks)
  const summary = await readSummary(store)
  const finished: Finished = {
    store,
    masks: createMaskReader(files, maskLabel),
    maskOf: name => theOnly(opened.of(name)),
    volumes: new Map(summary.volumes?.map(volume => [volume.id, volume])),
  }
  const images: (Pick<ImageSummary, 'id' | 'metrics'> & { readonly emptyTruth?: true })[] = []
  const volumes: EvaluatedResults['volumes'][number][] = []
  const failures = collectFailures(onEvent)
  const withoutMask: string[] = []
  const names: string[] = []
  let masksThatAreImages = 0
  for (const { apart, slices } of unitsOf(summary.images)) {
    const { id, sliceOf, path } = (apart ?? slices[0])!
    const name = sliceOf?.volume ?? id
    const [mask] = opened.of(name)
    names.push(name)
    if (mask === undefined) {
      withoutMask.push(apart?.id ?? name)
      continue
    }
    if (files.absolute(mask) === files.absolute(path)) masksThatAreImages++
    try {
      if (apart !== undefined) images.push({ id: apart.id, ...(await evaluateImage(finished, apart)) })
      else volumes.push({ id: slices[0]!.sliceOf!.volume, ...(await evaluateVolume(finished, slices)) })
    } catch (error) {
      failures.add(path, error)
    }
  }
  if (withoutMask.length === names.length)
    throw new CutsError('NothingToDo', `no file in ${masks} is named like an image of ${store.label}.`, {
      remedy: 'Name masks like their images.',
    })
  const said = [
    ...(withoutMask.length === 0 ? [] : [`not scored, because there is no mask of that name: ${fewOf(withoutMask)}`]),
    ...(masksThatAreImages === 0 ? [] : [sameAsImages(masksThatAreImages)]),
    opened.tellLeftOver(names),
  ]
  for (const message of said) if (message !== undefined) onEvent({ type: 'notice', message })
  const { metrics = {}, volumeMetrics = {}, emptyTruths = [] } = summariseScores(images, volumes)
  const message = tellEmptyTruths(emptyTruths)
  if (message !== undefined) onEvent({ type: 'notice', message })
  return {
    images: images.flatMap(({ id, metrics: rows }) =>
      rows === undefined ? [] : [{ id, metrics: rows as EvaluatedResults['images'][number]['metrics'] }],
    ),
    volumes: volumes.filter(({ emptyTruth }) => emptyTruth !== true),
    emptyTruths,
    withoutMask,
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

async function evaluateImage(
  { store, masks, maskOf, volumes }: Finished,
  { id, autoLevel, sliceOf }: ImageSummary,
): Promise<Pick<ImageSummary, 'metrics'> & { readonly emptyTruth?: true }> {
  const mask = maskOf(sliceOf?.volume ?? id)
  const volume = sliceOf && volumes.get(sliceOf.volume)
  const truth = await masks.read({ path: mask }, { volume, slice: sliceOf?.slice ?? 0 })
  if (!truth.data.includes(1)) return { emptyTruth: true }
  const [levels, [persistent], [kmeans]] = [
    await readLabelMaps(store, id, 'labels'),
    await readLabelMaps(store, id, 'persistent'),
    await readLabelMaps(store, id, 'kmeans'),
  ]
  const nodes = await readNodes(store, id)
  const { metrics } = evaluateRegions({ levels, autoLevel, persistent: persistent!, kmeans: kmeans!, nodes }, truth)
  return { metrics }
}

/** The tree of an image; undefined in results of versions that kept none. */
async function readNodes(store: Store, id: string): Promise<RegionNodes | undefined> {
  if ((await store.get(`${imageFolder(id)}/${labelsFile('prototypes')}`)) === undefined) return undefined
  const [leaves] = await readLabelMaps(store, id, 'prototypes')
  const proposals = (await readProposals(store, id))?.map(({ node }) => node)
  return { tree: await readTree(store, id), leaves: leaves!, proposals }
}

async function evaluateVolume(
  { store, masks, maskOf, volumes }: Finished,
  slices: readonly ImageSummary[],
): Promise<VolumeScores> {
  const [first] = slices
  const id = first!.sliceOf!.volume
  const volume = volumes.get(id)
  if (volume === undefined)
    throw new CutsError('Unreadable', `summary.json has slices of ${id} but does not list the volume.`)
  const mask = maskOf(id)
  const truth = await readVolumeMask(mask, volume, of => masks.read({ path: mask }, of))
  if (!truth.data.includes(1)) return { emptyTruth: true }
  const tree = await readTree(store, first!.id)
  const files = { leaves: 'prototypes', persistent: 'persistent', kmeans: 'kmeans' } as const
  const shown = new Map(slices.map(image => [image.sliceOf!.slice, image]))
  const isSolid = volume.tree !== undefined
  const { metrics, bestLevel } = await evaluateVolumeRegions(
    {
      segmented: new Set(isSolid ? Array.from({ length: truth.depth }, (_, slice) => slice) : shown.keys()),
      slices: async function* (kind) {
        // Of a volume that was segmented in three dimensions, the labels of all slices are in one file.
        if (isSolid) yield* labelSlices(store, volume, files[kind])
        else
          for (const image of slices) {
            const [map] = await readLabelMaps(store, image.id, files[kind])
            yield { slice: image.sliceOf!.slice, labels: map!.labels }
          }
      },
      levels: first!.levels.map(({ clusters }) => cutTree(tree, clusters)),
      autoLevel: first!.autoLevel,
      tree,
      proposals: (await readVolumeProposals(store, id))?.map(({ node }) => node),
    },
    truth,
  )
  return { metrics, bestLevel, distanceUnit: lengthUnit(truth) }
}

function theOnly([mask, another]: readonly string[]): string {
  if (another !== undefined)
    throw new CutsError('Mismatch', `${mask} and ${another} have the same name.`, {
      remedy: 'Leave one mask for each image.',
    })
  return mask!
}
