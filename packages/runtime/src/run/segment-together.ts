/**
 * Segmenting images that share a tree. Three passes over the images: a few pieces of each for the space of the
 * features, then the segments of each, then, when the tree is known, each is painted and written. Only segments and, packed,
 * the segment of every pixel are kept from one pass to the next.
 */
import { createRandom, type FeatureSample, isCutsError } from '@cuts/core'
import { viewGeometry } from '@cuts/core/volume'
import type { Encoder } from '@cuts/nn'
import type { DatasetVolume } from '../dataset/dataset.ts'
import { collectFailures, type Failures } from '../dataset/failures.ts'
import { paletteOfIds } from '../pictures/index.ts'
import { embedFeatures, type FeatureSpaces, samplePieces, spacesOf } from '../pipeline/features.ts'
import type { PrototypeRegions } from '../pipeline/segment.ts'
import { createGroup, segmentationOf } from '../pipeline/segment-group.ts'
import type { Grouping } from '../presets/run-options.ts'
import type { ImageSummary, VolumeScores } from '../results/summary.ts'
import { encodeTree } from '../results/tree-file.ts'
import { labelVolumes, paintVolume } from './label-volumes.ts'
import { type Packed, pack, unpack } from './packed.ts'
import { expectGoingOn, type Workspace } from './project.ts'
import { scoreVolumes } from './score-volume.ts'
import type { SegmentedImages } from './segment-project.ts'
import { tellDone, writeSegmented } from './write-segmented.ts'

/** Pieces that the common space is found from, over all images. */
const pieces = 64

/** Images that share a tree: all slices of one volume, all of a group, or all. */
interface Members {
  /** Where the tree lies in the result folder: empty, or ends in a slash. */
  readonly place: string
  /** The volume's name, where they are its slices. */
  readonly volume?: string
  readonly indices: readonly number[]
}

/** An image that cannot be read is left out and reported; so is a slice of another size. Throws as `runFolder`. */
export async function segmentTogether(
  workspace: Workspace,
  encoder: Encoder,
  grouping: Exclude<Grouping, 'images'>,
  indices: readonly number[],
): Promise<SegmentedImages> {
  const failures = collectFailures(workspace.onEvent)
  const images: ImageSummary[] = []
  const volumes = new Map<string, VolumeScores>()
  const progress = createProgress(workspace, indices.length)
  for (const members of groupsOf(workspace, grouping, indices))
    images.push(...(await segmentGroup(workspace, encoder, grouping, { members, failures, progress, volumes })))
  return { images, failed: failures.list, volumes }
}

/** Slices of a volume file belong together, of a set only where its images do; others by their groups, or all. */
function groupsOf({ dataset }: Workspace, grouping: Grouping, indices: readonly number[]): Members[] {
  const members = new Map<string, { readonly volume?: string; readonly indices: number[] }>()
  for (const index of indices) {
    const { group, sliceOf } = dataset.images[index]!
    const volume = grouping === 'volume' ? sliceOf?.volume : undefined
    const place =
      volume !== undefined ? `volumes/${volume}/` : group === undefined ? '' : `groups/${folderName(group)}/`
    const held = members.get(place) ?? { ...(volume === undefined ? {} : { volume }), indices: [] }
    held.indices.push(index)
    members.set(place, held)
  }
  return [...members].map(([place, held]) => ({ place, ...held }))
}

/** A name for a folder, another one for every group. */
function folderName(group: string): string {
  return encodeURIComponent(group).replace(/^\./, '%2E')
}

/** Counts images through both passes over all groups, and says how long the rest will take. */
function createProgress({ dataset }: Workspace, count: number) {
  const started = performance.now()
  const before = dataset.images.length - count
  let [seen, painted] = [0, 0]
  const etaSeconds = (): number => {
    const passed = seen + painted
    return ((performance.now() - started) / 1000 / passed) * (2 * count - passed)
  }
  return {
    seen: (): number => {
      seen++
      return etaSeconds()
    },
    painted: (): { readonly done: number; readonly etaSeconds: number } => {
      painted++
      return { done: before + painted, etaSeconds: etaSeconds() }
    },
  }
}

interface Work {
  readonly members: Members
  readonly failures: Failures
  readonly progress: ReturnType<typeof createProgress>
  /** Scores of volumes, which are added to. */
  readonly volumes: Map<string, VolumeScores>
}

async function segmentGroup(
  workspace: Workspace,
  encoder: Encoder,
  grouping: Exclude<Grouping, 'images'>,
  { members, failures, progress, volumes }: Work,
): Promise<ImageSummary[]> {
  const { run, settings, dataset, store, onEvent } = workspace
  const { indices, place, volume } = members
  const { spaces, failed } = await commonSpaces(workspace, encoder, indices, failures)
  const random = createRandom(run.seed).fork('segment')
  const group = createGroup(
    grouping,
    indices.length,
    settings,
    random,
    thicknessOf(volume === undefined ? undefined : dataset.volumes.get(volume)),
  )
  const held: Packed[] = []
  for (const [position, index] of indices.entries()) {
    expectGoingOn(workspace, 0)
    const { id, path } = dataset.images[index]!
    if (failed.has(index)) continue
    try {
      const begun = performance.now()
      const { input } = await dataset.load(index)
      const member = group.add(await embedFeatures(encoder, input, settings, { spaces }))
      held.push(await pack(index, member, (performance.now() - begun) / 1000))
    } catch (error) {
      failures.add(path, error)
    }
    const etaSeconds = progress.seen()
    onEvent({ type: 'embedded', id, done: position + 1, total: indices.length, etaSeconds })
  }
  if (held.length === 0) return []
  const condensing = performance.now()
  const regions = group.finish()
  const condense = (performance.now() - condensing) / 1000 / held.length
  const tree = `${place}tree.json`
  await store.put(tree, encodeTree(regions.tree, [...regions.levels]))
  if (volume !== undefined)
    for (const [name, labels] of labelVolumes(regions))
      await store.put(
        `${place}${name}.nii.gz`,
        await paintVolume(dataset.volumes.get(volume)!, dataset.images, held, labels),
      )

  const scored = await scoreVolumes(workspace, held, regions)
  for (const [id, { scores }] of scored) volumes.set(id, scores)

  const images: ImageSummary[] = []
  const palettes = {
    palette: paletteOfRegions(regions),
    clusterPalette: paletteOfIds(Array.from({ length: settings.kmeans.clusters }, (_, cluster) => cluster)),
  }
  for (const packed of held) {
    expectGoingOn(workspace, images.length)
    const { index, seconds: embed } = packed
    try {
      const loaded = await dataset.load(index)
      const segmentation = segmentationOf(await unpack(packed), regions, loaded.image.geometry)
      const seconds = { embed, condense, total: embed + condense }
      const summary = await writeSegmented(workspace, index, loaded, segmentation, seconds, {
        ...palettes,
        tree,
        volumes: scored,
      })
      images.push(summary)
      tellDone(workspace, summary, progress.painted())
    } catch (error) {
      if (isCutsError(error, 'Unwritable')) throw error
      failures.add(dataset.images[index]!.path, error)
    }
  }
  return images
}

/** Pixels from one slice to the next, where the volume says. */
function thicknessOf(volume: DatasetVolume | undefined): number | undefined {
  if (volume?.geometry === undefined) return undefined
  const [x, y, z] = viewGeometry(volume.geometry, volume, volume.view).spacingMm
  return z / Math.sqrt(x * y)
}

/** The space of the features of all images, and which could not be read, from a few pieces of each of them, or of some where there are many. */
async function commonSpaces(
  workspace: Workspace,
  encoder: Encoder,
  indices: readonly number[],
  failures: Failures,
): Promise<{ readonly spaces: FeatureSpaces; readonly failed: ReadonlySet<number> }> {
  const { dataset, settings } = workspace
  const failed = new Set<number>()
  const stride = Math.max(1, Math.floor(indices.length / pieces))
  const each = Math.ceil((pieces * stride) / indices.length)
  const samples: FeatureSample[] = []
  for (let at = 0; at < indices.length; at += stride) {
    expectGoingOn(workspace, 0)
    const index = indices[at]!
    try {
      const { input } = await dataset.load(index)
      samples.push(...(await samplePieces(encoder, input, each)))
    } catch (error) {
      failed.add(index)
      failures.add(dataset.images[index]!.path, error)
    }
  }
  return { spaces: spacesOf(samples, settings), failed }
}

/** Colours for every label that some image may show: the same in all of them, the most extended first. */
function paletteOfRegions({ tree, levels, persistent }: PrototypeRegions) {
  const finest = Math.max(...levels.map(level => level.clusters))
  const shown = new Set<number>(persistent)
  for (let node = 2 * tree.leaves - 1 - finest + 1; node < 2 * tree.leaves - 1; node++)
    for (const child of [0, 1]) shown.add(tree.survivor[tree.children[2 * (node - tree.leaves) + child]!]!)
  shown.add(tree.survivor[2 * tree.leaves - 2]!)
  const largest = (id: number): number => tree.mass[id]!
  return paletteOfIds([...shown].sort((a, b) => largest(b) - largest(a) || a - b))
}
