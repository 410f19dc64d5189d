/** The label maps of a result folder for an export: maps of images, and of volumes if a file can hold them. */
import { CutsError, type LabelMap, type LabelVolume, type VolumeGeometry } from '@cuts/core'
import { type View, viewGeometry, voxelsOfView } from '@cuts/core/volume'
import { readImage } from '@cuts/formats'
import type { ExportLevel } from '../presets/export-options.ts'
import { readKey, readLabelMaps } from '../results/read-results.ts'
import { imageFolder, labelsFile, levelVolume, resultFiles, volumeFolder } from '../results/result-layout.ts'
import type { ImageSummary, Summary, VolumeSummary } from '../results/summary.ts'
import type { Store } from '../store/store.ts'

/** An image or a whole volume. */
export interface ExportItem {
  readonly id: string
  /** The input file. */
  readonly path: string
  /** All input files, for a DICOM series. */
  readonly files?: readonly string[] | undefined
  /** Index of the image in its file, if the file holds several images. */
  readonly index?: number | undefined
  /** Index of the volume in its file, if the file holds several volumes. */
  readonly timepoint?: number | undefined
  readonly sliceOf?: SliceOf | undefined
  /** Labels mean the same in items with the same tree. */
  readonly tree: string
  read(level: ExportLevel): Promise<RegionMap>
}

/** The slice, its view and its volume. */
interface SliceOf {
  readonly volume: string
  readonly slice: number
  readonly view: View
  /** The slice as a volume in patient space, if the file states the position. */
  readonly geometry?: VolumeGeometry | undefined
}

export interface RegionMap {
  readonly map: LabelMap | LabelVolume
  /** 0 for a slice that could not be segmented, and for air; absent if everything was segmented. */
  readonly isSegmented?: Uint8Array
}

/**
 * Returns the items of a run: its images, and whole volumes if `whole` is set and the run kept them, else their slices.
 */
export async function itemsOf(
  store: Store,
  { images, volumes = [] }: Summary,
  whole: boolean,
): Promise<readonly ExportItem[]> {
  const kept: VolumeSummary[] = []
  for (const volume of whole ? volumes : [])
    if ((await store.list(`${volumeFolder(volume.id)}/${labelsFile('persistent')}`)).length > 0) kept.push(volume)
  const slicesOf = ({ id }: VolumeSummary): ImageSummary[] => images.filter(image => image.sliceOf?.volume === id)
  const inVolume = new Set(kept.flatMap(slicesOf))
  return [
    ...kept.map(volume => volumeItem(store, volume, slicesOf(volume))),
    ...images
      .filter(image => !inVolume.has(image))
      .map(image =>
        imageItem(
          store,
          image,
          volumes.find(({ id }) => id === image.sliceOf?.volume),
        ),
      ),
  ]
}

function imageItem(store: Store, image: ImageSummary, volume: VolumeSummary | undefined): ExportItem {
  const { id, path, index, tree = imageFolder(id) } = image
  return {
    id,
    path,
    files: volume?.files,
    index,
    timepoint: volume?.timepoint,
    sliceOf: volume && image.sliceOf && placedSlice(volume, image.sliceOf.slice),
    tree,
    read: async level => {
      if (level === 'persistent' || level === 'kmeans') return { map: (await readLabelMaps(store, id, level))[0]! }
      const position = levelIndex(image, level)
      const map = (await readLabelMaps(store, id, 'labels'))[position]
      if (map !== undefined) return { map }
      throw new CutsError('Unreadable', `${store.label}/${imageFolder(id)} does not hold level ${position}.`, {
        action: { do: 'segment again' },
      })
    },
  }
}

function placedSlice({ id, geometry, view, ...size }: VolumeSummary, slice: number): SliceOf {
  if (geometry === undefined) return { volume: id, slice, view }
  const seen = viewGeometry(geometry, size, view)
  const shift = (row: 0 | 1 | 2): number => slice * seen.spacingMm[2] * seen.direction[3 * row + 2]!
  const [x, y, z] = seen.originMm
  const originMm = [x + shift(0), y + shift(1), z + shift(2)] as const
  return { volume: id, slice, view, geometry: { ...seen, originMm } }
}

function volumeItem(store: Store, volume: VolumeSummary, slices: readonly ImageSummary[]): ExportItem {
  const { id, path, files, timepoint } = volume
  const isSegmented = volume.tree === undefined ? segmentedVoxels(volume, slices) : undefined
  return {
    id,
    path,
    files,
    timepoint,
    tree: `${volumeFolder(id)}/${resultFiles.tree}`,
    read: async level => {
      const [first] = slices
      if (first === undefined) throw new CutsError('NothingToDo', `no slice of ${id} was segmented.`)
      const key = `${volumeFolder(id)}/${volumeFile(first, level)}`
      const { volume: read } = await readImage([{ name: `${store.label}/${key}`, bytes: await readKey(store, key) }], {
        maxSamples: volume.width * volume.height * volume.depth,
      })
      const { width, height, depth } = read
      // Labels are numbers of superpixels: 32-bit floats hold them exactly.
      const map = { width, height, depth, labels: Int32Array.from(read.pixels), geometry: volume.geometry }
      // The air around a patient is label 0 of a volume in three dimensions, and no region of it.
      if ((volume.tree?.foreground ?? 1) < 1) return { map, isSegmented: Uint8Array.from(map.labels, label => (label === 0 ? 0 : 1)) } // biome-ignore format: one case
      return isSegmented === undefined ? { map } : { map, isSegmented }
    },
  }
}

function volumeFile(image: ImageSummary, level: ExportLevel): string {
  if (level === 'persistent' || level === 'kmeans') return labelsFile(level)
  const index = levelIndex(image, level)
  return levelVolume(index, image.levels[index]!.clusters)
}

function levelIndex({ id, levels, autoLevel }: ImageSummary, level: number | 'auto'): number {
  const index = level === 'auto' ? autoLevel : level
  if (index < levels.length) return index
  throw new CutsError(
    'InvalidArgument',
    `${id} has ${levels.length} levels, 0 to ${levels.length - 1}. Got ${level}.`,
    {
      remedy: 'Give a level that it has, or auto.',
    },
  )
}

/** Returns a mark for every voxel in the available slices, or undefined if no slice is missing. */
function segmentedVoxels(volume: VolumeSummary, slices: readonly ImageSummary[]): Uint8Array | undefined {
  const { size, first, steps } = voxelsOfView(volume, volume.view)
  if (slices.length === size.depth) return undefined
  const inside = new Uint8Array(volume.width * volume.height * volume.depth)
  for (const { sliceOf } of slices)
    for (let j = 0; j < size.height; j++)
      for (let i = 0, to = first + sliceOf!.slice * steps[2] + j * steps[1]; i < size.width; i++, to += steps[0])
        inside[to] = 1
  return inside
}
