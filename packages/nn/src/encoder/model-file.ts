/**
 * Writes and reads the trained encoder as an ONNX file. The file is plain ONNX: input `image` [1, channels, H, W] in
 * [-1, 1], output `embedding` [1, 128, H, W]. Normalisation is folded into the convolutions; information for users of
 * the file is in its metadata.
 */
import { CutsError, type Embedding, isCutsError, type Planes } from '@cuts/core'
import { asFloats, type Engine, floats } from '../engine.ts'
import { constant, input, type Node } from '../graph/node.ts'
import { conv2d, leakyRelu, padReplicate } from '../graph/operators.ts'
import { readMetadata } from '../onnx/model-proto.ts'
import { toOnnx } from '../onnx/to-onnx.ts'
import { view } from '../parameters/slots.ts'
import { leak, normEpsilon } from './layers.ts'
import {
  type EncoderParameters,
  embeddingDims,
  parameterSlots,
  receptiveRadius,
  statisticSlots,
  widths,
} from './parameters.ts'
import { readTile, type Tile, tileSide, tiles } from './tiles.ts'

const format = 'cuts-encoder'

/** Writes the encoder with `metadata` (any strings; `format` and `channels` are added). */
export function exportEncoder(
  parameters: EncoderParameters,
  metadata: { readonly [key: string]: string } = {},
): Uint8Array {
  const { channels } = parameters.spec
  let x: Node = input('image', [1, channels, 'H', 'W'])
  for (let layer = 0; layer < widths.length; layer++) {
    const { weight, bias, shape } = foldNormalisation(parameters, layer)
    x = leakyRelu(conv2d(padReplicate(x, 2), constant(weight, shape), constant(bias)), leak)
  }
  return toOnnx({ embedding: x }, { ...metadata, format, channels: String(channels) })
}

/** Returns convolution weights and bias equal to convolution followed by normalisation with running statistics. */
function foldNormalisation(
  parameters: EncoderParameters,
  layer: number,
): { weight: Float32Array; bias: Float32Array; shape: readonly number[] } {
  const slots = parameterSlots(parameters.spec)
  const value = (name: string): Float32Array => view(slots, parameters.weights, `${name}`)
  const running = (name: string): Float32Array => view(statisticSlots(), parameters.statistics, `norm${layer}.${name}`)
  const weight = value(`conv${layer}.weight`).slice()
  const bias = value(`conv${layer}.bias`).slice()
  const scale = value(`norm${layer}.scale`)
  const shift = value(`norm${layer}.shift`)
  const mean = running('mean')
  const variance = running('variance')
  const perOutput = weight.length / bias.length
  for (let o = 0; o < bias.length; o++) {
    const factor = scale[o]! / Math.sqrt(variance[o]! + normEpsilon)
    for (let i = o * perOutput; i < (o + 1) * perOutput; i++) weight[i]! *= factor
    bias[o] = (bias[o]! - mean[o]!) * factor + shift[o]!
  }
  return { weight, bias, shape: slots.find(slot => slot.name === `conv${layer}.weight`)!.shape }
}

export interface Encoder {
  /** Channels of the images it embeds. */
  readonly channels: number
  /** Length of an embedding. */
  readonly dims: number
  /** Pixels on each side of a pixel that its embedding depends on. */
  readonly radius: number
  readonly metadata: { readonly [key: string]: string }
  /** Embeds every pixel of an image of any size. Throws `Mismatch` if its channels are not the model's. */
  embed(image: Planes): Promise<Embedding>
  /**
   * Embeds tile by tile, for images whose whole embedding would not fit in memory: `onTile` gets each tile's embedding,
   * feature-planar over the tile, in an array that the next tile reuses.
   */
  embedTiles(
    image: Planes,
    onTile: (tile: Tile, embedding: Embedding) => void | Promise<void>,
    side?: number,
  ): Promise<void>
  dispose(): Promise<void>
}

/**
 * Returns the channels and metadata of an encoder file. Throws `Unreadable` if the bytes are not an encoder; `name` is
 * for the message.
 */
export function describeEncoder(
  bytes: Uint8Array,
  name: string,
): { readonly channels: number; readonly metadata: { readonly [key: string]: string } } {
  let metadata: { [key: string]: string }
  try {
    metadata = readMetadata(bytes)
  } catch (cause) {
    throw notAnEncoder(name, cause)
  }
  const channels = Number(metadata.channels)
  if (metadata.format !== format || !Number.isInteger(channels) || channels < 1) throw notAnEncoder(name)
  return { channels, metadata }
}

/** Loads an encoder file. Throws `Unreadable` if the bytes are not an encoder. */
export async function loadEncoder(engine: Engine, bytes: Uint8Array, name = 'model.onnx'): Promise<Encoder> {
  const { channels, metadata } = describeEncoder(bytes, name)
  const executable = await engine.load(bytes).catch(cause => {
    if (isCutsError(cause, 'Unsupported')) throw cause
    throw notAnEncoder(name, cause)
  })
  /** Passes every tile with its embedding, halo included, to `onTile`. */
  const run = async (
    image: Planes,
    side: number,
    onTile: (tile: Tile, embedding: Float32Array) => void | Promise<void>,
  ): Promise<void> => {
    if (image.channels !== channels)
      throw new CutsError('Mismatch', `${name} was trained on images of ${channels} channels. Got ${image.channels}.`)
    for (const tile of tiles(image.width, image.height, side)) {
      const shape = [1, channels, tile.bottom - tile.top, tile.right - tile.left]
      const outputs = await executable.run({ image: floats(readTile(image, tile), shape) })
      await onTile(tile, asFloats(outputs.embedding))
    }
  }
  return {
    channels,
    dims: embeddingDims,
    radius: receptiveRadius,
    metadata,
    embedTiles: async (image, onTile, side = tileSide) => {
      let inner = new Float32Array(0)
      await run(image, side, async (tile, embedding) => {
        const { width, height } = tile
        const length = embeddingDims * width * height
        if (embedding.length !== length) {
          if (inner.length < length) inner = new Float32Array(length)
          copyInner(embedding, tile, inner, { width, height, x: 0, y: 0 })
        }
        const data = embedding.length === length ? embedding : inner.subarray(0, length)
        await onTile(tile, { width, height, dims: embeddingDims, data })
      })
    },
    embed: async image => {
      const { width, height } = image
      let data: Float32Array | undefined
      await run(image, tileSide, (tile, embedding) => {
        if (tile.width === width && tile.height === height) {
          data = embedding
          return
        }
        data ??= new Float32Array(embeddingDims * width * height)
        copyInner(embedding, tile, data, { width, height, x: tile.x, y: tile.y })
      })
      return { width, height, dims: embeddingDims, data: data! }
    },
    dispose: () => executable.dispose(),
  }
}

/** Copies a tile's embedding without its halo to (x, y) of planes [128][height][width]. */
function copyInner(
  embedding: Float32Array,
  tile: Tile,
  out: Float32Array,
  to: { readonly width: number; readonly height: number; readonly x: number; readonly y: number },
): void {
  const w = tile.right - tile.left
  const h = tile.bottom - tile.top
  for (let d = 0; d < embeddingDims; d++)
    for (let y = 0; y < tile.height; y++) {
      const from = (d * h + tile.y - tile.top + y) * w + tile.x - tile.left
      out.set(embedding.subarray(from, from + tile.width), (d * to.height + to.y + y) * to.width + to.x)
    }
}

function notAnEncoder(name: string, cause?: unknown): CutsError {
  return new CutsError('Unreadable', `${name} is not a CUTS encoder.`, {
    remedy: 'Give the model.onnx that a training or a run wrote.',
    ...(cause === undefined ? {} : { cause }),
  })
}
