/**
 * Running statistics recomputed over whole images. Training on windows normalises by the windows' own statistics. In
 * use, every pixel of an image passes through, so the statistics must be those of all pixels. The statistics of a layer
 * are computed after those of the layers before it are in place, so the result is exactly the mean and variance of the
 * trained encoder's activations over the images.
 *
 * Cost: one pass over the images per layer, 1.3 times the work of embedding them; memory: one tile.
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
import { readTile, tiles } from './tiles.ts'

/**
 * Returns the parameters with fresh statistics over `count` images, read one at a time through `load`. The variance is
 * the biased one over all pixels. `onImage` is called after each image of each layer with the share done, in (0, 1].
 */
export async function refreshStatistics(
  engine: Engine,
  parameters: EncoderParameters,
  count: number,
  load: (index: number) => Promise<Planes>,
  onImage: (share: number) => void = () => {},
): Promise<EncoderParameters> {
  const { spec, weights } = parameters
  const statistics = parameters.statistics.slice()
  for (const [layer, width] of widths.entries()) {
    const executable = await engine.load(layerMoments(spec, layer))
    const moments = createMoments(width)
    for (let index = 0; index < count; index++) {
      const image = await load(index)
      for (const tile of tiles(image.width, image.height)) {
        const w = tile.right - tile.left
        const h = tile.bottom - tile.top
        const outputs = await executable.run({
          image: floats(readTile(image, tile), [1, spec.channels, h, w]),
          weights: floats(weights, [weights.length]),
          statistics: floats(statistics, [statistics.length]),
          start: pair(tile.y - tile.top, tile.x - tile.left),
          end: pair(tile.y - tile.top + tile.height, tile.x - tile.left + tile.width),
        })
        moments.include(tile.width * tile.height, asFloats(outputs.mean), asFloats(outputs.variance))
      }
      onImage((layer + (index + 1) / count) / widths.length)
    }
    await executable.dispose()
    view(statisticSlots(), statistics, `norm${layer}.mean`).set(moments.mean())
    view(statisticSlots(), statistics, `norm${layer}.variance`).set(moments.variance())
  }
  return { spec, weights, statistics }
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
