/**
 * Images with their merge trees, for simulated clicking: a few images of every set, reduced, segmented once with an
 * untrained encoder and kept on disk. A new tree, one made with other settings or by other code, needs a new folder.
 */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import {
  createRandom,
  type Image,
  type LabelMap,
  type Mask,
  type MergeTree,
  type Planes,
  prepareIntensities,
  sliceOf,
  toChannels,
} from '@cuts/core'
import { readImage, readMask } from '@cuts/formats'
import { resolveSettings } from '@cuts/runtime'
import { segmentImage } from '@cuts/runtime/pipeline'
import { type Sample, tell } from '../image-set.ts'
import { encoderWithoutTraining } from '../untrained-encoder.ts'

export interface TreeSample {
  readonly name: string
  readonly tree: MergeTree
  /** Leaf of every pixel. */
  readonly leaves: LabelMap
  /** Intensities in [-1, 1]. */
  readonly values: Planes
  readonly truth: Mask
}

export interface TreeOptions {
  /** Folder with `images` and `masks`. */
  readonly set: string
  readonly preset: string
  /** Where trees are kept. */
  readonly cache: string
  /** At most this many images, spread evenly over the set in name order. */
  readonly images: number
  /** Images are reduced to at most this many pixels along the longer side. */
  readonly side: number
  readonly seed: number
  /** Which images: 0 or 1, no image in both as long as the set has twice as many. */
  readonly half: 0 | 1
}

/** The images of a set with their trees, in name order; those that the cache holds are read from it. */
export async function readTrees(options: TreeOptions): Promise<TreeSample[]> {
  const { set, preset, cache, images, side, seed, half } = options
  const folder = join(cache, `${basename(set)}-${preset}-${images}-${side}-${seed}${half === 1 ? '-other' : ''}`)
  await mkdir(folder, { recursive: true })
  const file = join(folder, 'trees.bin')
  const kept = await readFile(file).catch(() => undefined)
  if (kept !== undefined) return deserialize(kept) as TreeSample[]
  const samples = await readReduced(options)
  const settings = resolveSettings(preset)
  const encoder = await encoderWithoutTraining(
    samples.map(({ sample }) => sample),
    seed,
  )
  const trees: TreeSample[] = []
  for (const { name, sample } of samples) {
    const values = prepareIntensities(sample.image, settings.image)
    const { segmentation } = await segmentImage(encoder, values, settings, { random: createRandom(seed) })
    const { tree, leaves } = segmentation
    trees.push({ name, tree, leaves, values, truth: sample.truth })
    tell(`${basename(set)}: ${trees.length}/${samples.length}`)
  }
  await writeFile(file, serialize(trees))
  return trees
}

async function readReduced({ set, images, side, half }: TreeOptions): Promise<{ name: string; sample: Sample }[]> {
  const read = async (path: string): Promise<Uint8Array> => new Uint8Array(await readFile(path))
  const all = (await readdir(join(set, 'images'))).sort()
  const count = Math.min(images, all.length)
  const names = Array.from(
    { length: count },
    (_, i) => all[Math.floor(((i + (half === 0 ? 0.5 : 0)) * all.length) / count)]!,
  )
  const samples: { name: string; sample: Sample }[] = []
  for (const name of names) {
    const { volume } = await readImage([{ name, bytes: await read(join(set, 'images', name)) }])
    const truth = await readMask([{ name, bytes: await read(join(set, 'masks', name)) }])
    samples.push({ name, sample: reduce({ image: sliceOf(volume, 0), truth }, side) })
  }
  const channels = Math.max(...samples.map(({ sample }) => sample.image.channels))
  return samples.map(({ name, sample }) => ({ name, sample: { ...sample, image: toChannels(sample.image, channels) } }))
}

/** Averages of equal boxes for the image, the majority of the same boxes for the mask. */
function reduce({ image, truth }: Sample, side: number): Sample {
  const { width, height, channels } = image
  const scale = Math.min(1, side / Math.max(width, height))
  if (scale === 1) return { image, truth }
  const [columns, rows] = [Math.round(width * scale), Math.round(height * scale)]
  const small = (from: ArrayLike<number>, offset: number): Float32Array => {
    const out = new Float32Array(columns * rows)
    const counts = new Float32Array(columns * rows)
    for (let y = 0, i = offset; y < height; y++)
      for (let x = 0; x < width; x++, i++) {
        const at = Math.floor((y * rows) / height) * columns + Math.floor((x * columns) / width)
        out[at]! += from[i]!
        counts[at]!++
      }
    return out.map((sum, at) => sum / counts[at]!)
  }
  const pixels = new Float32Array(channels * columns * rows)
  for (let c = 0; c < channels; c++) pixels.set(small(image.pixels, c * width * height), c * columns * rows)
  const reduced: Image = { width: columns, height: rows, channels, pixels, sampleType: 'float32' }
  const data = Uint8Array.from(small(truth.data, 0), share => (share > 0.5 ? 1 : 0))
  return { image: reduced, truth: { width: columns, height: rows, data } }
}
