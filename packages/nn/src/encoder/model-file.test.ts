import { isCutsError } from '@cuts/core'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { describe, expect, it } from 'vitest'
import { asFloats, floats } from '../engine.ts'
import { input } from '../graph/index.ts'
import { createNodeEngine } from '../node/index.ts'
import { toOnnx } from '../onnx/to-onnx.ts'
import { unpack } from '../parameters/lookup.ts'
import { drawEncoder, drawImage, largestError } from '../testing/small-encoder.ts'
import { embedImages } from './forward.ts'
import { describeEncoder, exportEncoder, loadEncoder } from './model-file.ts'
import { embeddingDims, parameterSlots, statisticSlots } from './parameters.ts'

const spec = { channels: 3, headLayers: 1 } as const
const parameters = drawEncoder(spec)
const metadata = { preset: 'corrected', seed: '7', note: 'größer als µ' }
const bytes = exportEncoder(parameters, metadata)
const image = drawImage(29, 37, 3)

describe('an encoder file', async () => {
  const engine = await createNodeEngine({ threads: 1 })
  const encoder = await loadEncoder(engine, bytes)
  const whole = await encoder.embed(image)

  it('keeps its metadata, which can be read without loading it', () => {
    const expected = { ...metadata, format: 'cuts-encoder', channels: '3' }
    expect(describeEncoder(bytes, 'a.onnx')).toEqual({ channels: 3, metadata: expected })
    expect(encoder.metadata).toEqual(expected)
    expect(encoder.channels).toBe(3)
  })

  it('embeds as the training graph does by running statistics, to 1e-5', async () => {
    const x = input('x', [1, 3, image.height, image.width])
    const weights = unpack(input('weights', [parameters.weights.length]), parameterSlots(spec))
    const statistics = unpack(input('statistics', [parameters.statistics.length]), statisticSlots())
    const { embedding } = embedImages(x, weights, { kind: 'running', statistics })
    const outputs = await (await engine.load(toOnnx({ embedding }))).run({
      x: floats(image.data, [1, 3, image.height, image.width]),
      weights: floats(parameters.weights, [parameters.weights.length]),
      statistics: floats(parameters.statistics, [parameters.statistics.length]),
    })
    expect(whole).toMatchObject({ width: image.width, height: image.height, dims: embeddingDims })
    expect(largestError(whole.data, asFloats(outputs.embedding))).toBeLessThan(1e-5)
  })

  it('loads in plain ONNX Runtime, for any image size', async () => {
    const session = await InferenceSession.create(bytes)
    expect(session.inputNames).toEqual(['image'])
    expect(session.outputNames).toEqual(['embedding'])
    const { embedding } = await session.run({ image: new Tensor('float32', image.data, [1, 3, 37, 29]) })
    expect(embedding!.dims).toEqual([1, embeddingDims, 37, 29])
    expect(largestError(embedding!.data as Float32Array, whole.data)).toBeLessThan(1e-6)
    const { embedding: pixel } = await session.run({ image: new Tensor('float32', new Float32Array(3), [1, 3, 1, 1]) })
    expect(pixel!.dims).toEqual([1, embeddingDims, 1, 1])
  })

  it('gives the same embedding in tiles as in one piece, to 1e-5', async () => {
    for (const side of [5, 16, 30]) {
      const data = new Float32Array(whole.data.length).fill(Number.NaN)
      await encoder.embedTiles(
        image,
        (tile, part) => {
          expect(part).toMatchObject({ width: tile.width, height: tile.height, dims: embeddingDims })
          for (let d = 0, from = 0; d < embeddingDims; d++)
            for (let y = 0; y < tile.height; y++)
              for (let x = 0; x < tile.width; x++)
                data[(d * image.height + tile.y + y) * image.width + tile.x + x] = part.data[from++]!
        },
        side,
      )
      expect(largestError(data, whole.data), `tiles of ${side}`).toBeLessThan(1e-5)
    }
  })

  it('puts the tiles of a large image together', async () => {
    // One tile and a strip: the seam lies at the side of a tile.
    const wide = drawImage(400, 3, 3)
    const session = await InferenceSession.create(bytes)
    const { embedding } = await session.run({ image: new Tensor('float32', wide.data, [1, 3, 3, 400]) })
    expect(largestError((await encoder.embed(wide)).data, embedding!.data as Float32Array)).toBeLessThan(1e-5)
  })

  it('refuses images of other channels, and bytes that are no encoder', async () => {
    const failures = [
      await attempt(() => encoder.embed(drawImage(20, 20, 1))),
      await attempt(() => loadEncoder(engine, new Uint8Array([1, 2, 3]), 'notes.txt')),
      await attempt(() => loadEncoder(engine, toOnnx({ y: input('x', [1]) }), 'other.onnx')),
      await attempt(() => loadEncoder(engine, bytes.slice(0, bytes.length >> 1), 'half.onnx')),
    ]
    expect(String(failures[0])).toContain('3 channels. Got 1')
    for (const [i, name] of ['notes.txt', 'other.onnx', 'half.onnx'].entries()) {
      expect(isCutsError(failures[i + 1], 'Unreadable'), name).toBe(true)
      expect(String(failures[i + 1])).toContain(`${name} is not a CUTS encoder`)
    }
  })
})

async function attempt(action: () => Promise<unknown>): Promise<unknown> {
  try {
    return await action()
  } catch (error) {
    return error
  }
}
