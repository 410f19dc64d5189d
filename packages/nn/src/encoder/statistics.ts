/**
 * Running statistics recomputed over the images. Training on windows normalises by the windows' own statistics. In use,
 * every pixel of an image passes through, so the statistics must be those of all pixels. The statistics of a layer are
 * computed after those of the layers before it are in place, so the result is exactly the mean and variance of the
 * encoder's activations over the pixels that are looked at.
 *
 * Those are all pixels of a few small images, and otherwise a sample spread evenly over images and places: a mean of
 * 65,536 pixels hardly changes with more of them, and the cost does not grow with the number of images.
 */

import type { Planes } from '@cuts/core'
import { asFloats, type Engine, floats, type Tensor } from '../engine.ts'
import { apply, input, integers, type Node } from '../graph/node.ts'
import { conv2d, mul, padReplicate, reduceMean, reshape, sub } from '../graph/operators.ts'
import { toOnnx } from '../onnx/to-onnx.ts'
import { unpack } from '../parameters/lookup.ts'
import { lengthOf, view } from '../parameters/slots.ts'
import { embedImages } from './forward.ts'
import { type EncoderParameters, type EncoderSpec, parameterSlots, statisticSlots, widths } from './parameters.ts'
import { readTile, type Tile, tiles, withHalo } from './tiles.ts'

/** Most images that are looked at. */
const mostImages = 64
/** Pixels that are looked at, in all. */
const samplePixels = 1 << 16
/** Side of a window of the sample, px. */
const windowSide = 32

/** A part of an image with its halo, and where the part begins and ends in it. */
interface Window {
  readonly shape: readonly number[]
  readonly data: Float32Array
  readonly pixels: number
  readonly start: Tensor
  readonly end: Tensor
}

/**
 * Returns the parameters with fresh statistics over `count` images, of which at most 64 are read, evenly spaced, one at a
 * time through `load`. The variance is the biased one. `onWork` is called as work goes on with the share done, in (0, 1].
 */
export async function refreshStatistics(
  engine: Engine,
  parameters: EncoderParameters,
  count: number,
  load: (index: number) => Promise<Planes>,
  onWork: (share: number) => void = () => {},
): Promise<EncoderParameters> {
  const { spec, weights } = parameters
  const statistics = parameters.statistics.slice()
  const windows: Window[] = []
  const read = Math.min(count, mostImages)
  for (let i = 0; i < read; i++) {
    windows.push(...windowsOf(await load(Math.floor(((i + 0.5) * count) / read)), samplePixels / read, windows.length))
    onWork((i + 1) / read / (widths.length + 1))
  }
  for (const [layer, width] of widths.entries()) {
    const executable = await engine.load(layerMoments(spec, layer))
    const moments = createMoments(width)
    for (const [done, { shape, data, pixels, start, end }] of windows.entries()) {
      const outputs = await executable.run({
        image: floats(data, shape),
        weights: floats(weights, [weights.length]),
        statistics: floats(statistics, [statistics.length]),
        start,
        end,
      })
      moments.include(pixels, asFloats(outputs.mean), asFloats(outputs.variance))
      onWork((layer + 1 + (done + 1) / windows.length) / (widths.length + 1))
    }
    await executable.dispose()
    view(statisticSlots(), statistics, `norm${layer}.mean`).set(moments.mean())
    view(statisticSlots(), statistics, `norm${layer}.variance`).set(moments.variance())
  }
  return { spec, weights, statistics }
}

/** Windows spread over an image, of about `most` pixels together; the whole image if it has no more. */
function windowsOf(image: Planes, most: number, before: number): Window[] {
  const { width, height, channels } = image
  const places =
    width * height <= most
      ? tiles(width, height)
      : Array.from({ length: Math.max(1, Math.round(most / windowSide ** 2)) }, (_, i) =>
          windowAt(before + i, width, height),
        )
  return places.map(tile => ({
    shape: [1, channels, tile.bottom - tile.top, tile.right - tile.left],
    data: readTile(image, tile),
    pixels: tile.width * tile.height,
    start: pair(tile.y - tile.top, tile.x - tile.left),
    end: pair(tile.y - tile.top + tile.height, tile.x - tile.left + tile.width),
  }))
}

/**
 * The place of the n-th window: the n-th point of the additive recurrence of the plastic number, which fills a square
 * evenly (Roberts 2018). It goes on from image to image, so that a few windows of each see all places.
 */
function windowAt(n: number, width: number, height: number): Tile {
  const plastic = 1.324717957244746
  const part = { width: Math.min(width, windowSide), height: Math.min(height, windowSide) }
  const at = (step: number, room: number): number => Math.floor(((0.5 + n * step) % 1) * (room + 1))
  const x = at(1 / plastic, width - part.width)
  const y = at(1 / plastic ** 2, height - part.height)
  return withHalo({ ...part, x, y }, width, height)
}

/** Mean and variance per channel of one layer's convolution over the part [start, end) of an image. */
function layerMoments(spec: EncoderSpec, layer: number): Uint8Array {
  const slots = parameterSlots(spec)
  const weights = unpack(input('weights', [lengthOf(slots)]), slots)
  const statistics = unpack(input('statistics', [lengthOf(statisticSlots())]), statisticSlots())
  const image = input('image', [1, spec.channels, 'H', 'W'])
  const before = embedImages(image, weights, { kind: 'running', statistics }, layer).embedding
  const x = conv2d(padReplicate(before, 2), weights(`conv${layer}.weight`), weights(`conv${layer}.bias`))
  const part: Node = apply(
    'Slice',
    [x, input('start', [2], 'int64'), input('end', [2], 'int64'), integers([2, 3])],
    [1, widths[layer]!, 'h', 'w'],
  )
  const mean = reduceMean(part, [0, 2, 3])
  const centred = sub(part, reshape(mean, [1, widths[layer]!, 1, 1]))
  return toOnnx({ mean, variance: reduceMean(mul(centred, centred), [0, 2, 3]) })
}

/** Pools means and variances of parts into those of the whole (Chan, Golub and LeVeque 1983), in double precision. */
function createMoments(size: number) {
  const means = new Float64Array(size)
  const squares = new Float64Array(size)
  let total = 0
  return {
    include: (count: number, mean: Float32Array, variance: Float32Array): void => {
      const next = total + count
      for (let c = 0; c < size; c++) {
        const delta = mean[c]! - means[c]!
        squares[c]! += variance[c]! * count + (delta * delta * total * count) / next
        means[c]! += (delta * count) / next
      }
      total = next
    },
    mean: () => means,
    variance: () => squares.map(square => square / Math.max(1, total)),
  }
}

function pair(a: number, b: number): Tensor {
  return { dtype: 'int64', shape: [2], data: BigInt64Array.of(BigInt(a), BigInt(b)) }
}
