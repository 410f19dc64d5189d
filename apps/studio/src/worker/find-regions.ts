/** From an image to regions that a person can select in: what the page asks its workers for. */
import {
  colourFeatures,
  createRandom,
  cutTree,
  type Image,
  type LabelMap,
  mapLabels,
  prepareIntensities,
  reducePlanes,
} from '@cuts/core'
import { applyExemplars, type Exemplar, openSelection } from '@cuts/core/selection'
import type { Engine } from '@cuts/nn/engine'
import { resolveSettings } from '@cuts/runtime'
import { createPalette } from '@cuts/runtime/pictures'
import { drawEncoder, type Segmentation, segmentEmbedding, segmentImage } from '@cuts/runtime/pipeline'
import type { Regions } from '../engine/index.ts'
import { shared } from './shared.ts'

/** One seed for everybody: the same image always gives the same regions. */
export const seed = 1
export const preset = 'default'
/** Colours are blurred by a pixel, so that noise makes no regions. */
const colourBlur = 1

/** Regions by plain colour: no network, done in a moment. Pixels must be finite. */
export function regionsByColour(image: Image): Regions {
  // Colours differ in length, not only in direction: at unit length a grey is no more than its sign.
  const settings = resolveSettings(preset, { features: { normalise: false }, kmeans: { normalise: false } })
  const colours = colourFeatures(image, colourBlur, settings.image)
  const segmentation = segmentEmbedding(colours, settings, createRandom(seed), { image, geometry: image.geometry })
  return withSpace(segmentation, image, 'colour')
}

/** The pixels that are most like earlier picks, [height][width], and how like they are, in (0, 1]. */
export function recognise(image: Image, exemplars: readonly Exemplar[]) {
  const { leaves, space } = regionsByColour(image)
  const found = applyExemplars(space, exemplars)
  if (found === undefined) return undefined
  const inside = Uint8Array.from(leaves, leaf => found.inside[leaf]!)
  return { inside, confidence: found.confidence }
}

/** Regions by the encoder with drawn weights, normalised to this image. `onWork` hears the share done. */
export async function regionsByEncoder(
  engine: Engine,
  image: Image,
  onWork: (share: number) => void = () => {},
): Promise<Regions> {
  const settings = resolveSettings(preset)
  const input = reducePlanes(prepareIntensities(image, settings.image), settings.image.workingSide)
  const load = async () => input
  const encoder = await drawEncoder(engine, { channels: image.channels, count: 1, load }, settings, {
    seed,
    onWork: share => onWork(0.8 * share),
  })
  const { segmentation } = await segmentImage(encoder, input, settings, { random: createRandom(seed), image })
  onWork(1)
  return withSpace(segmentation, image, 'encoder')
}

function withSpace(segmentation: Segmentation, image: Image, origin: Regions['origin']): Regions {
  const { tree, levels, autoLevel, leaves, prototypes } = segmentation
  const { width, height, channels, pixels } = image
  const whole = { ...leaves, labels: showEveryLeaf(leaves.labels, tree.leaves, width, segmentation) }
  const shown = {
    tree,
    levels: levels.map(({ clusters }) => clusters),
    structures: structuresOf(whole.labels, segmentation.persistent.labels, tree.leaves),
  }
  return {
    ...shown,
    leaves: whole.labels,
    space: openSelection(tree, whole, { width, height, channels, data: pixels }),
    automatic: levels[autoLevel]!.clusters,
    colours: coloursOf(shown, whole),
    features: prototypes && { dims: prototypes.dims, mean: prototypes.mean },
    origin,
  }
}

/**
 * Selection needs a pixel of every leaf. One that lost all of its pixels to its neighbours when the map was enlarged
 * gets back the one in its middle.
 */
function showEveryLeaf(labels: Int32Array, count: number, width: number, { prototypes }: Segmentation): Int32Array {
  const pixels = new Int32Array(count)
  for (const leaf of labels) pixels[leaf]!++
  if (prototypes === undefined || !pixels.includes(0)) return labels
  const kept = labels.slice()
  const height = labels.length / width
  for (const leaf of pixels.keys()) {
    if (pixels[leaf] !== 0) continue
    const middle = (axis: 0 | 1, from: number, to: number): number =>
      Math.min(to - 1, Math.floor(((prototypes.position[2 * leaf + axis]! + 0.5) * to) / from))
    const at = middle(1, prototypes.height, height) * width + middle(0, prototypes.width, width)
    if (pixels[kept[at]!]! <= 1) continue
    pixels[kept[at]!]!--
    pixels[leaf] = 1
    kept[at] = leaf
  }
  return kept
}

/**
 * A region is called after a leaf; so every leaf gets a colour, coarse ones first, and neighbours of a level or among
 * the structures different ones. `levels` are numbers of regions.
 */
export function coloursOf(
  { tree, levels, structures }: Pick<Regions, 'tree' | 'levels' | 'structures'>,
  { width, height, labels }: LabelMap,
): Uint8Array {
  const step = Math.max(1, Math.floor(Math.max(width, height) / 256))
  const small = shrink(labels, width, height, step)
  const paint = (lookup: Int32Array) => ({
    ...small,
    labels: mapLabels(small.labels, lookup, new Int32Array(small.labels.length)),
  })
  const palette = createPalette([...levels.map(clusters => paint(cutTree(tree, clusters))), paint(structures), small])
  const colours = new Uint8Array(3 * tree.leaves).fill(128)
  for (const [rank, leaf] of palette.ids.entries())
    colours.set(palette.colours.subarray(3 * rank, 3 * rank + 3), 3 * leaf)
  return colours
}

/** The persistent structure of every leaf, called after the first of its leaves, from a map of them. */
export function structuresOf(leaves: Int32Array, persistent: Int32Array, count: number): Int32Array {
  const structures = Int32Array.from({ length: count }, (_, leaf) => leaf)
  const first = new Map<number, number>()
  const seen = new Uint8Array(count)
  for (let i = 0; i < leaves.length; i++) {
    const leaf = leaves[i]!
    if (seen[leaf] === 1) continue
    seen[leaf] = 1
    const named = first.get(persistent[i]!)
    if (named === undefined) first.set(persistent[i]!, leaf)
    structures[leaf] = named ?? leaf
  }
  return structures
}

function shrink(labels: Int32Array, width: number, height: number, step: number) {
  const to = { width: Math.ceil(width / step), height: Math.ceil(height / step) }
  const out = new Int32Array(to.width * to.height)
  for (let y = 0, i = 0; y < to.height; y++)
    for (let x = 0; x < to.width; x++, i++) out[i] = labels[y * step * width + x * step]!
  return { ...to, labels: out }
}

/** Regions on their way to the page, which has the image. Leaves go into memory that all workers can read. */
export function withoutValues(regions: Regions): Regions {
  const { values } = regions.space
  const leaves = shared(regions.leaves)
  return { ...regions, leaves, space: { ...regions.space, leaves, values: { ...values, data: new Float32Array(0) } } }
}

/** The memory of regions, to be handed over rather than copied. */
export function buffersOf(value: unknown, found = new Set<ArrayBuffer>()): Set<ArrayBuffer> {
  if (ArrayBuffer.isView(value)) {
    if (value.buffer instanceof ArrayBuffer) found.add(value.buffer)
  } else if (Array.isArray(value)) for (const inside of value) buffersOf(inside, found)
  else if (value !== null && typeof value === 'object')
    for (const inside of Object.values(value)) buffersOf(inside, found)
  return found
}
