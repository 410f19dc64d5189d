/**
 * Segments a volume in three dimensions and writes it: its tree, its label volumes on the file's own grid, and pictures
 * of some of its slices. Needs no encoder.
 */
import { CutsError, createRandom, type Volume } from '@cuts/core'
import { createReduction, reducedSize, reductionTo, viewGeometry, voxelsOfView } from '@cuts/core/volume'
import type { DatasetVolume } from '../dataset/dataset.ts'
import { paletteOfIds } from '../pictures/index.ts'
import { segmentationOf } from '../pipeline/segment-group.ts'
import { randomStreams } from '../pipeline/segment-image.ts'
import { leavesOfSlice, segmentVoxels, type VoxelRegions, voxelBytes } from '../pipeline/segment-voxels.ts'
import { labelsFile, resultFiles } from '../results/result-layout.ts'
import type { ImageSummary, VolumeResult } from '../results/summary.ts'
import { encodeTree } from '../results/tree-file.ts'
import { writtenBefore } from './image-seal.ts'
import { type LabelVolumeOf, labelVolumes, paintVolume } from './label-volumes.ts'
import type { Packed } from './packed.ts'
import { shownOf, type Unit } from './plan.ts'
import { type Project, throwIfCancelled } from './project.ts'
import { writeVolumeProposals } from './proposal-outputs.ts'
import { scoreVolumes } from './score-volume.ts'
import { paletteOfRegions } from './segment-together.ts'
import { volumePictures } from './volume-pictures.ts'
import { volumeProgress } from './volume-progress.ts'
import { writeSegmented } from './write-segmented.ts'

/** A grid whose voxels are longer than this many times their width is worth a note. */
const mostAnisotropy = 10

type Factors = readonly [number, number, number]

/**
 * Throws `Unsupported` for a volume that does not fit the memory limit, `InvalidImage` for one that shows nothing,
 * `Unreadable`, `Unwritable` and `Cancelled`.
 */
export async function segmentVolume(
  project: Project,
  unit: Unit,
  onImage: (summary: ImageSummary) => void,
): Promise<{ readonly volumes: { readonly [id: string]: VolumeResult }; readonly notices?: string[] }> {
  const started = performance.now()
  const { options, settings, dataset, store } = project
  const { indices, place } = unit
  const id = unit.volume!
  const shown = dataset.volumes.get(id)!
  const notices = remarks(project, id, shown)
  const { size } = voxelsOfView(shown, shown.view)
  const by = reductionOf(project, id)
  const tell = volumeProgress(project.onEvent, id)
  const volume = await readReduced(project, indices, by, share => tell('reading', share))
  const random = createRandom(options.seed).fork(randomStreams.segment)
  const found = segmentVoxels(volume, settings, random, tell)
  const { regions } = found
  throwIfCancelled(project, 0)

  const tree = `${place}${resultFiles.tree}`
  await store.put(tree, encodeTree(regions.tree, [...regions.levels]))
  const slices = slicesOf(found, indices, size, by)
  const prototypes: LabelVolumeOf = [
    labelsFile('prototypes'),
    { paint: ({ leaves }) => leaves, largest: regions.tree.leaves },
  ]
  const volumes = [...labelVolumes(regions), prototypes]
  for (const [k, [name, paint]] of volumes.entries()) {
    throwIfCancelled(project, 0)
    const painted = (share: number): void => tell('writing', (0.7 * (k + share)) / volumes.length)
    await store.put(`${place}${name}`, await paintVolume(shown, dataset.images, slices, paint, painted))
  }
  const palette = paletteOfRegions(regions)
  if (project.options.pictures !== false)
    for (const [name, png] of volumePictures(volume, found, palette)) await store.put(`${place}${name}`, png)
  const proposals = await writeVolumeProposals(
    store,
    place,
    { volume: shown, images: dataset.images, held: slices },
    regions,
  )
  const { scored, notices: ofMask } = await scoreVolumes(project, slices, regions, share =>
    tell('writing', 0.7 + 0.1 * share),
  )
  notices.push(...ofMask)

  const shared = {
    palette,
    clusterPalette: paletteOfIds(Array.from({ length: settings.kmeans.clusters + 1 }, (_, cluster) => cluster)),
    tree,
    volumes: scored,
  }
  const seconds = { ...found.seconds, total: (performance.now() - started) / 1000 }
  const each = { embed: 0, condense: seconds.total / indices.length, total: seconds.total / indices.length }
  const shownSlices = shownOf(unit, project)
  for (const [k, index] of shownSlices.entries()) {
    throwIfCancelled(project, 0)
    tell('writing', 0.8 + (0.2 * k) / shownSlices.length)
    const written = await writtenBefore(project, dataset.images[index]!.id)
    if (written !== undefined) {
      onImage(written)
      continue
    }
    const loaded = await dataset.load(index)
    const leaves = leavesOfSlice(found.leaves, size, by, indices.indexOf(index))
    const segmentation = segmentationOf({ ...size, leaves, clustered: leaves }, regions, loaded.image.geometry)
    onImage(await writeSegmented(project, index, loaded, segmentation, each, shared))
  }
  const { levels, autoLevel, persistentRegions } = regions
  const result: VolumeResult = {
    ...scored.get(id)?.scores,
    tree: {
      levels: [...levels],
      autoLevel,
      persistentRegions,
      proposals,
      supervoxels: found.cloud.count,
      foreground: 1 - found.air / found.leaves.length,
      seconds,
    },
  }
  return { volumes: { [id]: result }, ...(notices.length === 0 ? {} : { notices }) }
}

/** What a user should know about the grid of a volume before reading its regions. */
function remarks({ onEvent, dataset }: Project, id: string, { geometry }: DatasetVolume): string[] {
  const { path } = dataset.images.find(({ sliceOf }) => sliceOf?.volume === id)!
  const said: string[] = []
  if (geometry === undefined)
    said.push(
      `${path} states no spacing: its voxels are taken for cubes, and distances are in voxels. If its pages are unrelated pictures, run it as slices.`,
    )
  else {
    const ratio = Math.max(...geometry.spacingMm) / Math.min(...geometry.spacingMm)
    if (ratio > mostAnisotropy)
      said.push(
        `${path}: voxels of ${geometry.spacingMm.map(mm => Number(mm.toPrecision(3))).join(' x ')} mm are ${Math.round(ratio)} times as long as they are wide: regions hardly follow from slice to slice. It is segmented all the same; as slices, each is segmented as a picture.`,
      )
  }
  for (const message of said) onEvent({ type: 'notice', message, file: path })
  return said
}

/** How the volume is reduced. Throws `Unsupported` if it does not fit the memory limit, with what would fit. */
export function reductionOf({ settings, dataset }: Project, id: string): Factors {
  const shown = dataset.volumes.get(id)!
  const { workingSpacing, memory } = settings.volumes
  const { size } = voxelsOfView(shown, shown.view)
  const spacing = spacingOf(shown)
  const { channels } = dataset.images.find(({ sliceOf }) => sliceOf?.volume === id)!
  const bytesAt = (mm: number): number => {
    const { width, height, depth } = reducedSize(size, reductionTo(spacing, mm))
    return voxelBytes(width * height * depth, channels)
  }
  const limit = memory * 1e9
  if (bytesAt(workingSpacing) > limit) {
    let fitting = Math.max(2 * Math.min(...spacing), workingSpacing)
    while (bytesAt(fitting) > limit) fitting *= 1.25
    const upwards = (value: number): number => Math.ceil(value * 10 - 1e-6) / 10
    throw new CutsError(
      'Unsupported',
      `${id} holds ${size.width}x${size.height}x${size.depth} voxels and needs ${(bytesAt(workingSpacing) / 1e9).toPrecision(2)} GB; the limit is ${memory} GB.`,
      {
        action: {
          do: 'coarsen volume',
          spacing: upwards(fitting),
          memory: upwards(bytesAt(workingSpacing) / 1e9),
        },
      },
    )
  }
  return reductionTo(spacing, workingSpacing)
}

function spacingOf({ geometry, view, ...size }: DatasetVolume): readonly [number, number, number] {
  return geometry === undefined ? [1, 1, 1] : viewGeometry(geometry, size, view).spacingMm
}

/** Reads the slices of a volume, as its view shows them, into the grid that is worked on. */
async function readReduced(
  project: Project,
  indices: readonly number[],
  by: Factors,
  onProgress: (share: number) => void,
): Promise<Volume> {
  const { dataset } = project
  const { sliceOf, channels } = dataset.images[indices[0]!]!
  const shown = dataset.volumes.get(sliceOf!.volume)!
  const { size } = voxelsOfView(shown, shown.view)
  const reduction = createReduction({ ...size, channels }, by)
  for (const [slice, index] of indices.entries()) {
    throwIfCancelled(project, 0)
    onProgress(slice / indices.length)
    reduction.add(slice, (await dataset.load(index)).image.pixels)
  }
  const [x, y, z] = spacingOf(shown)
  const { geometry } = shown
  const reduced = geometry && {
    ...viewGeometry(geometry, shown, shown.view),
    spacingMm: [x * by[0], y * by[1], z * by[2]] as const,
  }
  const grid = reducedSize(size, by)
  return { ...grid, channels, pixels: reduction.finish(), sampleType: 'float32', geometry: reduced }
}

/** The slices of a volume whose leaves are in memory. */
function slicesOf(
  { leaves }: VoxelRegions,
  indices: readonly number[],
  size: { readonly width: number; readonly height: number },
  by: Factors,
): Packed[] {
  return indices.map((index, slice) => ({
    index,
    seconds: 0,
    open: async () => {
      const own = leavesOfSlice(leaves, size, by, slice)
      return { ...size, leaves: own, clustered: own }
    },
  }))
}
