/** Images and regions from a result folder: its trees are read, nothing is found again. */
import { CutsError, type Image, keepShown, type LabelMap, type MergeTree } from '@cuts/core'
import { openSelection } from '@cuts/core/selection'
import { asStored, type View, viewVolume } from '@cuts/core/volume'
import type { Store } from '@cuts/runtime'
import { readLabelMaps, readSummary } from '@cuts/runtime/results'
import { type Finished, type OpenedVolume, openFinishedVolume, openImageSpace } from '@cuts/runtime/run'
import { openOpfsStore, pageFiles } from '@cuts/runtime/web'
import type { Regions } from '../engine/index.ts'
import { looksLikeTomography } from '../view/hounsfield.ts'
import { shownView, turned } from '../view/planes.ts'
import { coloursOf, structuresOf } from './find-regions.ts'
import { resultOf } from './list-results.ts'
import type { ImageSource, ReadImage } from './port.ts'

interface OpenResult {
  readonly read: ReadImage
  readonly regions: (slice: number, image: Image) => Regions
}

/** Opens one after the other: the last one is kept, because its regions are asked for next. */
export function createResultReader() {
  let last: { readonly id: string; readonly opened: Promise<OpenResult> } | undefined
  const open = (source: ImageSource): Promise<OpenResult> => {
    if (last?.id !== source.id) last = { id: source.id, opened: openResult(source) }
    return last.opened
  }
  return {
    read: async (source: ImageSource): Promise<ReadImage> => {
      const { read } = await open(source)
      // What is sent is handed over; the reader keeps its own.
      return { ...read, volume: { ...read.volume, pixels: read.volume.pixels.slice() } }
    },
    regions: async (source: ImageSource, slice: number, image: Image): Promise<Regions> => ({
      ...(await open(source)).regions(slice, image),
      origin: source.run === undefined ? 'results' : 'run',
    }),
  }
}

async function openResult(source: ImageSource): Promise<OpenResult> {
  const { of, id } = source.run ?? resultOf(source.files.map(([name]) => name))!
  const finished = await finishedOf(source)
  return of === 'image' ? openImage(finished, id, source.run?.view ?? asStored) : openVolume(finished, id)
}

/** `view` is how the volume that a slice belongs to is shown. */
async function openImage(finished: Finished, id: string, view: View): Promise<OpenResult> {
  const { space, image, geometry, notice } = await openImageSpace(finished, id)
  const summary = (await readSummary(finished.store)).images.find(other => other.id === id)!
  const [persistent] = await readLabelMaps(finished.store, id, 'persistent')
  const { width, height, channels, pixels, sampleType } = image
  return {
    read: {
      isTomography: looksLikeTomography(image),
      volume: { width, height, depth: 1, channels, pixels, sampleType, inPlane: image.geometry ?? geometry },
      view: asStored,
      format: 'CUTS',
      notices: [...summary.notices, ...(notice === undefined ? [] : [notice])],
    },
    regions: (_, shown) => {
      const levels = summary.levels.map(({ clusters }) => clusters)
      const turn = (labels: Int32Array): Int32Array => turned(labels, { width, height, depth: 1 }, view)
      const map = { width: shown.width, height: shown.height, labels: turn(space.leaves) }
      return regionsOf(space.tree, map, turn(persistent!.labels), { levels, autoLevel: summary.autoLevel }, shown)
    },
  }
}

async function openVolume(finished: Finished, id: string): Promise<OpenResult> {
  const opened = await openFinishedVolume(finished, id)
  const { tree } = opened
  const view = shownView(opened.volume)
  const volume = viewVolume(opened.volume, view)
  const leaves = turned(opened.leaves, opened.volume, view)
  const persistent = turned(opened.persistent, opened.volume, view)
  return {
    read: { volume, view, format: 'CUTS', isTomography: looksLikeTomography(volume), notices: [] },
    regions: (slice, image) => {
      const { width, height } = volume
      const part = (labels: Int32Array): Int32Array =>
        labels.subarray(slice * width * height, (slice + 1) * width * height)
      // A tree of the whole volume, as far as this slice shows it.
      const shown = keepShown(tree, { width, height, labels: part(leaves) })
      return regionsOf(shown.tree, shown.map, part(persistent), opened, image)
    },
  }
}

function regionsOf(
  tree: MergeTree,
  map: LabelMap,
  persistent: Int32Array,
  { levels, autoLevel }: Pick<OpenedVolume, 'levels' | 'autoLevel'>,
  { width, height, channels, pixels }: Image,
): Regions {
  const shown = {
    tree,
    levels: [...new Set(levels.map(clusters => Math.min(clusters, tree.leaves)))],
    structures: structuresOf(map.labels, persistent, tree.leaves),
  }
  return {
    ...shown,
    leaves: map.labels,
    space: openSelection(tree, map, { width, height, channels, data: pixels }),
    automatic: Math.min(tree.leaves, levels[autoLevel]!),
    colours: coloursOf(shown, map),
    origin: 'results',
  }
}

/** The files of a source as results that are read, and the files that they were made from. */
async function finishedOf({ files, run }: ImageSource): Promise<Finished> {
  const below = (folder: string) =>
    files.filter(([name]) => name.startsWith(folder)).map(([name, file]) => [name.slice(folder.length), file] as const)
  const originals = pageFiles(below('original/'))
  if (run !== undefined) return { store: await openOpfsStore(run.store), originals }
  const results = new Map(below('results/'))
  const refuse = async (): Promise<never> => {
    throw new CutsError('Unwritable', 'opened results are not changed.')
  }
  const store: Store = {
    label: 'the results',
    get: async key => {
      const file = results.get(key)
      return file && new Uint8Array(await file.arrayBuffer())
    },
    list: async prefix =>
      [...results].flatMap(([key, { size }]) => (key.startsWith(prefix) ? [{ key, bytes: size }] : [])),
    put: refuse,
    putFolder: refuse,
    delete: refuse,
  }
  return { store, originals }
}
