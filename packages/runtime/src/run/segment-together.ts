/**
 * Segments images that share a tree, in three passes. The first reads a few pieces of each image for the feature space,
 * the second computes the segments of each image, and the third, once the tree is known, paints and writes each image.
 * Only the segments and a packed map of the segment of every pixel are kept between passes.
 */

import { CutsError, createRandom, isCutsError } from '@cuts/core'
import type { FeatureSample } from '@cuts/core/pooling'
import { viewGeometry } from '@cuts/core/volume'
import type { Encoder } from '@cuts/nn'
import type { DatasetVolume } from '../dataset/dataset.ts'
import { collectFailures, type Failures } from '../dataset/failures.ts'
import { paletteOfIds } from '../pictures/index.ts'
import { embedFeatures, type FeatureSpaces, samplePieces, spacesOf } from '../pipeline/features.ts'
import type { PrototypeRegions } from '../pipeline/segment.ts'
import { createGroup, type Group, segmentationOf } from '../pipeline/segment-group.ts'
import { randomStreams } from '../pipeline/segment-image.ts'
import { resultFiles } from '../results/result-layout.ts'
import type { ImageSummary } from '../results/summary.ts'
import { encodeTree } from '../results/tree-file.ts'
import { writtenBefore } from './image-seal.ts'
import { labelVolumes, paintVolume } from './label-volumes.ts'
import { type Packed, pack } from './packed.ts'
import type { Unit } from './plan.ts'
import { type Project, throwIfCancelled } from './project.ts'
import { writeVolumeProposals } from './proposal-outputs.ts'
import { scoreVolumes } from './score-volume.ts'
import type { UnitFile } from './unit-file.ts'
import { writeSegmented } from './write-segmented.ts'

/** Number of pieces over all images that define the common space. */
const pieces = 64

/**
 * Segments the images of a unit and writes them, with their common tree. Leaves out images that cannot be read and
 * slices of a different size. Returns these, and the scores of volumes with masks. Throws `Unwritable` and `Cancelled`.
 */
export async function segmentTogether(
  project: Project,
  encoder: Encoder,
  unit: Unit,
  onImage: (summary: ImageSummary) => void,
): Promise<Omit<UnitFile, 'unit' | 'run'>> {
  const { settings, dataset, store, onEvent } = project
  const { indices, place, volume, grouping } = unit
  if (grouping === 'images') throw new CutsError('InvalidArgument', `${unit.id} shares no tree.`)
  const failures = collectFailures(onEvent)
  const eta = remaining(2 * indices.length)
  const { spaces, failed } = await commonSpaces(project, encoder, indices, failures)
  const group = openGroup(project, unit)
  const held: Packed[] = []
  for (const [position, index] of indices.entries()) {
    throwIfCancelled(project, 0)
    const { id, path } = dataset.images[index]!
    if (failed.has(index)) continue
    try {
      const begun = performance.now()
      const { input, image } = await dataset.load(index)
      const member = group.add(await embedFeatures(encoder, input, settings, { spaces }), image)
      held.push(await pack(index, member, (performance.now() - begun) / 1000))
    } catch (error) {
      failures.add(path, error)
    }
    onEvent({ type: 'embedded', id, done: position + 1, total: indices.length, etaSeconds: eta() })
  }
  if (held.length === 0) return { failed: [...failures.list] }
  const condensing = performance.now()
  const regions = group.finish()
  const condense = (performance.now() - condensing) / 1000 / held.length
  await store.put(`${place}${resultFiles.tree}`, encodeTree(regions.tree, [...regions.levels]))
  if (volume !== undefined) {
    const whole = dataset.volumes.get(volume)!
    for (const [name, labels] of labelVolumes(regions))
      await store.put(`${place}${name}`, await paintVolume(whole, dataset.images, held, labels))
    await writeVolumeProposals(store, place, { volume: whole, images: dataset.images, held }, regions)
  }

  return paintTogether(project, { unit, held, regions, condense }, failures, onImage)
}

/** The group of a unit, empty. */
export function openGroup({ options, settings, dataset }: Project, { grouping, indices, volume }: Unit): Group {
  return createGroup(
    grouping === 'dataset' ? 'dataset' : 'volume',
    indices.length,
    settings,
    createRandom(options.seed).fork(randomStreams.segment),
    thicknessOf(volume === undefined ? undefined : dataset.volumes.get(volume), settings.image.workingSide),
  )
}

export interface Painting {
  readonly unit: Unit
  /** The images to paint: all those of the unit, or those of some of its studies. */
  readonly held: readonly Packed[]
  readonly regions: PrototypeRegions
  /** Seconds that an image took of the making of the tree. */
  readonly condense: number
}

/** Paints and writes images, once the tree that they share is known, and scores their volumes. */
export async function paintTogether(
  project: Project,
  { unit: { place }, held, regions, condense }: Painting,
  failures: Failures,
  onImage: (summary: ImageSummary) => void,
): Promise<Omit<UnitFile, 'unit' | 'run'>> {
  const { dataset, settings } = project
  const { scored, notices } = await scoreVolumes(project, held, regions)
  const palettes = {
    palette: paletteOfRegions(regions),
    clusterPalette: paletteOfIds(Array.from({ length: settings.kmeans.clusters }, (_, cluster) => cluster)),
  }
  for (const packed of held) {
    throwIfCancelled(project, 0)
    const { index, seconds: embed } = packed
    try {
      const written = await writtenBefore(project, dataset.images[index]!.id)
      if (written !== undefined) {
        onImage(written)
        continue
      }
      const loaded = await dataset.load(index)
      const segmentation = segmentationOf(await packed.open(), regions, loaded.image.geometry)
      const seconds = { embed, condense, total: embed + condense }
      const shared = { ...palettes, tree: `${place}${resultFiles.tree}`, volumes: scored }
      onImage(await writeSegmented(project, index, loaded, segmentation, seconds, shared))
    } catch (error) {
      if (isCutsError(error, 'Unwritable') || isCutsError(error, 'Cancelled')) throw error
      failures.add(dataset.images[index]!.path, error)
    }
  }
  const volumes = Object.fromEntries([...scored].map(([id, { scores }]) => [id, scores]))
  return {
    failed: [...failures.list],
    ...(scored.size === 0 ? {} : { volumes }),
    ...(notices.length === 0 ? {} : { notices }),
  }
}

/** Call the result with each step of `steps` that is done; it returns how many seconds the others will take. */
function remaining(steps: number): () => number {
  const started = performance.now()
  let done = 0
  return () => {
    done++
    return ((performance.now() - started) / 1000 / done) * (steps - done)
  }
}

/** Returns the distance between slices in pixels of the working size, if the volume states it. */
function thicknessOf(volume: DatasetVolume | undefined, workingSide: number): number | undefined {
  if (volume?.geometry === undefined) return undefined
  const [x, y, z] = viewGeometry(volume.geometry, volume, volume.view).spacingMm
  const side = Math.max(volume.width, volume.height)
  const reduction = workingSide === 0 ? 1 : Math.min(1, workingSide / side)
  return (reduction * z) / Math.sqrt(x * y)
}

/**
 * Returns the common feature space, from samples of the images (of some of them if there are many), and the images that
 * could not be read.
 */
export async function commonSpaces(
  project: Project,
  encoder: Encoder,
  indices: readonly number[],
  failures: Failures,
): Promise<{ readonly spaces: FeatureSpaces; readonly failed: ReadonlySet<number> }> {
  const { dataset, settings } = project
  const failed = new Set<number>()
  const stride = Math.max(1, Math.floor(indices.length / pieces))
  const each = Math.ceil((pieces * stride) / indices.length)
  const samples: FeatureSample[] = []
  for (let at = 0; at < indices.length; at += stride) {
    throwIfCancelled(project, 0)
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

/** Returns colours for every label of any image, the same in all of them, the most extended label first. */
export function paletteOfRegions({ tree, levels, persistent }: PrototypeRegions) {
  const finest = Math.max(...levels.map(level => level.clusters))
  const shown = new Set<number>(persistent)
  for (let node = 2 * tree.leaves - 1 - finest + 1; node < 2 * tree.leaves - 1; node++)
    for (const child of [0, 1]) shown.add(tree.survivor[tree.children[2 * (node - tree.leaves) + child]!]!)
  shown.add(tree.survivor[2 * tree.leaves - 2]!)
  const largest = (id: number): number => tree.mass[id]!
  return paletteOfIds([...shown].sort((a, b) => largest(b) - largest(a) || a - b))
}
