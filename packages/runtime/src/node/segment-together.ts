/**
 * Segmenting the images of a dataset with one tree. Three passes over the images: a few pieces of each for the space of the
 * features, then the segments of each, then, when the tree is known, each is painted and written. Only segments and, packed,
 * the segment of every pixel are kept from one pass to the next.
 */
import { promisify } from 'node:util'
import { deflateRaw, inflateRaw } from 'node:zlib'
import { createRandom, type FeatureSample, isCutsError } from '@cuts/core'
import type { Encoder } from '@cuts/nn'
import { paletteOfIds } from '../pictures/index.ts'
import { embedFeatures, type FeatureSpaces, samplePieces, spacesOf } from '../pipeline/features.ts'
import type { PrototypeRegions } from '../pipeline/segment.ts'
import { createGroup, type Grouping, type GroupMember, segmentationOf } from '../pipeline/segment-group.ts'
import type { ImageSummary } from '../results/summary.ts'
import { encodeTree } from '../results/tree-file.ts'
import { collectFailures, type Failures } from './failures.ts'
import type { SegmentedImages } from './segment-dataset.ts'
import { expectGoingOn, type Workspace } from './workspace.ts'
import { tellDone, writeSegmented } from './write-segmented.ts'

/** Pieces that the common space is found from, over all images. */
const pieces = 64

interface Packed {
  readonly index: number
  readonly width: number
  readonly height: number
  readonly leaves: Uint8Array
  readonly clustered: Uint8Array
  readonly seconds: number
}

/** An image that cannot be read is left out and reported; so is a slice of another size. Throws as `runFolder`. */
export async function segmentTogether(
  workspace: Workspace,
  encoder: Encoder,
  grouping: Exclude<Grouping, 'images'>,
): Promise<SegmentedImages> {
  const { run, settings, dataset, folder, onEvent } = workspace
  const failures = collectFailures(onEvent)
  const spaces = await commonSpaces(workspace, encoder, failures)
  const group = createGroup(grouping, dataset.images.length, settings, createRandom(run.seed).fork('segment'))
  const members: Packed[] = []
  const started = performance.now()
  for (const [index, { id, path }] of dataset.images.entries()) {
    expectGoingOn(workspace, 0)
    if (failures.has(path)) continue
    try {
      const begun = performance.now()
      const { input } = await dataset.load(index)
      const member = group.add(await embedFeatures(encoder, input, settings, { spaces }))
      members.push(await pack(index, member, (performance.now() - begun) / 1000))
    } catch (error) {
      failures.add(path, error)
    }
    const perImage = (performance.now() - started) / 1000 / (index + 1)
    const etaSeconds = perImage * (dataset.images.length - index - 1)
    onEvent({ type: 'embedded', id, done: index + 1, total: dataset.images.length, etaSeconds })
  }
  if (members.length === 0) return { images: [], failed: failures.list }
  const condensing = performance.now()
  const regions = group.finish()
  const condense = (performance.now() - condensing) / 1000 / members.length
  await folder.write('tree.json', encodeTree(regions.tree, [...regions.levels]))

  const images: ImageSummary[] = []
  const palettes = {
    palette: paletteOfRegions(regions),
    clusterPalette: paletteOfIds(Array.from({ length: settings.kmeans.clusters }, (_, cluster) => cluster)),
  }
  const painting = performance.now()
  for (const [position, packed] of members.entries()) {
    expectGoingOn(workspace, images.length)
    const { index, seconds: embed } = packed
    try {
      const loaded = await dataset.load(index)
      const segmentation = segmentationOf(await unpack(packed), regions, loaded.image.geometry)
      const seconds = { embed, condense, total: embed + condense }
      const summary = await writeSegmented(workspace, index, loaded, segmentation, seconds, palettes)
      images.push(summary)
      const perImage = (performance.now() - painting) / 1000 / (position + 1)
      tellDone(workspace, summary, {
        done: images.length + failures.list.length,
        etaSeconds: perImage * (members.length - position - 1),
      })
    } catch (error) {
      if (isCutsError(error, 'Unwritable')) throw error
      failures.add(dataset.images[index]!.path, error)
    }
  }
  return { images, failed: failures.list }
}

/** The space of the features of all images, from a few pieces of each of them, or of some where there are many. */
async function commonSpaces(workspace: Workspace, encoder: Encoder, failures: Failures): Promise<FeatureSpaces> {
  const { dataset, settings } = workspace
  const stride = Math.max(1, Math.floor(dataset.images.length / pieces))
  const each = Math.ceil((pieces * stride) / dataset.images.length)
  const samples: FeatureSample[] = []
  for (let index = 0; index < dataset.images.length; index += stride) {
    expectGoingOn(workspace, 0)
    try {
      const { input } = await dataset.load(index)
      samples.push(...(await samplePieces(encoder, input, each)))
    } catch (error) {
      failures.add(dataset.images[index]!.path, error)
    }
  }
  return spacesOf(samples, settings)
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

async function pack(index: number, member: GroupMember, seconds: number): Promise<Packed> {
  const bytes = async (labels: Int32Array): Promise<Uint8Array> =>
    promisify(deflateRaw)(new Uint8Array(labels.buffer, labels.byteOffset, labels.byteLength))
  const leaves = await bytes(member.leaves)
  const clustered = member.clustered === member.leaves ? leaves : await bytes(member.clustered)
  return { index, width: member.width, height: member.height, leaves, clustered, seconds }
}

async function unpack({ width, height, leaves, clustered }: Packed): Promise<GroupMember> {
  const labels = async (bytes: Uint8Array): Promise<Int32Array> => {
    const raw = await promisify(inflateRaw)(bytes)
    return new Int32Array(raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.byteLength))
  }
  const of = await labels(leaves)
  return { width, height, leaves: of, clustered: clustered === leaves ? of : await labels(clustered) }
}
