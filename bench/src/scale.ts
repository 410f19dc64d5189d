/**
 * Time of segmentation as a function of the number of pixels, without the encoder's arithmetic: projection,
 * superpixels, condensation, k-means and the label maps of all levels. A stand-in for the encoder returns prepared
 * tiles.
 */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { createRandom, cutTree, type Embedding, gaussianBlur, mapLabels, type Random } from '@cuts/core'
import type { Encoder } from '@cuts/nn'
import { resolveSettings } from '@cuts/runtime'
import { embedFeatures, levelMaps, type Segmentation, segmentFeatures } from '@cuts/runtime/pipeline'
import type { BenchResult } from './image-set.ts'

const sides = [128, 256, 512, 1024, 2048]
const largeSide = 4096
const tileSide = 256
/** Length of an embedding. */
const embeddingDims = 128
/** Largest side at which the embedding is computed whole. */
const wholeSide = 512
/** Side of the image that a page paints again for every move of a slider. */
const sliderSide = 1024
/** Repeats of a measurement. The fastest counts, because other work on the machine only adds time. */
const repeats = 3

export interface LargeImage {
  readonly seconds: number
  readonly peakGigabytes: number
}

export async function measureScale(seed: number): Promise<BenchResult> {
  const tile = texture(tileSide, embeddingDims, createRandom(seed))
  const seconds: { [side: number]: number } = {}
  let sliderMove = Number.NaN
  for (const side of sides) {
    const input = network(side, seed)
    const encoder = standIn(tile, side)
    // The first is to warm up.
    const runs = [await segmentOnce(encoder, input, seed)]
    for (let repeat = 0; repeat < repeats; repeat++) runs.push(await segmentOnce(encoder, input, seed))
    seconds[side] = Math.min(...runs.slice(1).map(run => run.seconds))
    if (side === sliderSide) sliderMove = moveSlider(runs[0]!.segmentation)
  }
  const slope = fitSlope(sides.map(side => [Math.log(side * side), Math.log(seconds[side]!)]))
  const large = await measureLargeAlone(seed)
  const verdict = (value: number, must: number): string => `must ${must} ${value <= must ? 'reached' : 'MISSED'}`
  const lines = [
    'embeddings to tree and all levels, without the encoder; fastest of 3',
    ...sides.map(side => `${`${side} x ${side}`.padEnd(32)} ${seconds[side]!.toFixed(3).padStart(8)} s`),
    `${'128 x 128'.padEnd(32)} ${seconds[128]!.toFixed(3).padStart(8)} s   ${verdict(seconds[128]!, 0.4)}`,
    `${'slope, log seconds to log pixels'.padEnd(32)} ${slope.toFixed(2).padStart(8)}     ${verdict(slope, 1.1)}`,
    `${`a slider move at ${sliderSide} x ${sliderSide}`.padEnd(32)} ${(1000 * sliderMove).toFixed(1).padStart(8)} ms  ${verdict(1000 * sliderMove, 8)}`,
    `${`${largeSide} x ${largeSide}, three channels`.padEnd(32)} ${large.seconds.toFixed(1).padStart(8)} s   ${verdict(large.seconds, 60)}`,
    `${'    peak memory of its process'.padEnd(32)} ${large.peakGigabytes.toFixed(2).padStart(8)} GB  ${verdict(large.peakGigabytes, 2)}`,
  ]
  return { text: lines.join('\n'), figures: { seconds, slope, sliderMove, large: { side: largeSide, ...large } } }
}

/** The large image, in a process that does nothing else, so its peak of memory is that of this work. */
async function measureLargeAlone(seed: number): Promise<LargeImage> {
  const bench = fileURLToPath(new URL('../bin/bench.js', import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, [
    bench,
    'large-image',
    '--json',
    '--seed',
    String(seed),
  ])
  return JSON.parse(stdout) as LargeImage
}

export async function measureLarge(seed: number): Promise<BenchResult> {
  const encoder = standIn(texture(tileSide, embeddingDims, createRandom(seed)), largeSide)
  const { seconds } = await segmentOnce(encoder, network(largeSide, seed), seed)
  const figures: LargeImage = { seconds, peakGigabytes: process.resourceUsage().maxRSS / 1024 ** 2 }
  return { text: `${figures.seconds.toFixed(1)} s, ${figures.peakGigabytes.toFixed(2)} GB`, figures: { ...figures } }
}

type Input = Parameters<Encoder['embed']>[0]

interface Run {
  readonly segmentation: Segmentation
  readonly seconds: number
}

async function segmentOnce(encoder: Encoder, input: Input, seed: number): Promise<Run> {
  const settings = resolveSettings('default')
  const started = performance.now()
  const features = await embedFeatures(encoder, input, settings)
  const segmentation = segmentFeatures(features, settings, createRandom(seed))
  let painted = 0
  for (const map of levelMaps(segmentation)) painted += map.labels.length
  if (painted !== segmentation.levels.length * input.width * input.height) throw new Error('a level is incomplete')
  return { segmentation, seconds: (performance.now() - started) / 1000 }
}

/** Seconds from a number of clusters to the painted image, the median over all levels. */
function moveSlider({ tree, levels, leaves }: Segmentation): number {
  const out = new Int32Array(leaves.labels.length)
  const times = levels.map(({ clusters }) => {
    const started = performance.now()
    mapLabels(leaves.labels, cutTree(tree, clusters), out)
    return (performance.now() - started) / 1000
  })
  return times.sort((a, b) => a - b)[times.length >> 1]!
}

/** Smooth intensities with noise that do not repeat, for regions of every size. */
function network(side: number, seed: number): Input {
  const channels = 3
  const { data } = texture(side, channels, createRandom(seed).fork('image'))
  return { width: side, height: side, channels, data }
}

/** An encoder that returns the same embedding for every tile; tiles differ only in the image's own values. */
function standIn(tile: Embedding, side: number): Encoder {
  const small = side <= wholeSide ? crop(tile, side, side) : undefined
  return {
    channels: 3,
    dims: embeddingDims,
    radius: 8,
    metadata: {},
    embed: async ({ width, height }) => (width === small?.width ? small : crop(tile, width, height)),
    embedTiles: async ({ width, height }, onTile) => {
      for (let y = 0; y < height; y += tileSide)
        for (let x = 0; x < width; x += tileSide) {
          const bounds = { left: x, top: y, right: x + tileSide, bottom: y + tileSide }
          await onTile({ x, y, width: tileSide, height: tileSide, ...bounds }, tile)
        }
    },
    dispose: async () => {},
  }
}

/** The tile, repeated or cut to a size. */
function crop(tile: Embedding, width: number, height: number): Embedding {
  if (width === tile.width && height === tile.height) return tile
  const data = new Float32Array(tile.dims * width * height)
  for (let d = 0, to = 0; d < tile.dims; d++)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++, to++)
        data[to] = tile.data[(d * tile.height + (y % tile.height)) * tile.width + (x % tile.width)]!
  return { width, height, dims: tile.dims, data }
}

/** `dims` mixtures of a few smooth fields, and a little noise. */
function texture(side: number, dims: number, random: Random): Embedding {
  const fields = 8
  const area = side * side
  // Bumps about a sixteenth of the side wide, enlarged from a coarse grid.
  const grid = 32
  const noise = Float32Array.from({ length: fields * grid * grid }, () => random.normal())
  const { data: coarse } = gaussianBlur({ width: grid, height: grid, channels: fields, data: noise }, 1)
  const mix = Float64Array.from({ length: dims * fields }, () => random.normal())
  const data = new Float32Array(dims * area)
  for (let d = 0; d < dims; d++)
    for (let y = 0, i = d * area; y < side; y++)
      for (let x = 0; x < side; x++, i++) {
        const cell = Math.floor((y * grid) / side) * grid + Math.floor((x * grid) / side)
        let sum = 0
        for (let f = 0; f < fields; f++) sum += mix[d * fields + f]! * coarse[f * grid * grid + cell]!
        data[i] = sum + 0.02 * random.uniform()
      }
  return { width: side, height: side, dims, data }
}

/** Slope of the least-squares line through points (x, y). */
function fitSlope(points: readonly (readonly [number, number])[]): number {
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / points.length
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / points.length
  const covariance = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0)
  return covariance / points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0)
}
