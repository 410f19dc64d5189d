/** Backbones of both kinds of output give the same patches; files that are none are told apart. */
import { describe, expect, it } from 'vitest'
import { input } from '../graph/node.ts'
import { add, reshape } from '../graph/operators.ts'
import { createNodeEngine } from '../node/index.ts'
import { toOnnx } from '../onnx/to-onnx.ts'
import { mapBackbone, openBackbone, tokenBackbone } from '../testing/backbones.ts'
import { drawImage } from '../testing/small-encoder.ts'
import { loadBackbone } from './backbone.ts'
import { normaliseRgb, rgbPlanes } from './rgb-input.ts'

describe('a backbone', async () => {
  const engine = await createNodeEngine({ threads: 1 })

  it('gives one vector a patch, of tokens or maps, without the class token', async () => {
    const image = drawImage(20, 30, 3)
    const tokens = await loadBackbone(engine, tokenBackbone(16, 4, 6), 'tokens.onnx')
    const maps = await loadBackbone(engine, mapBackbone(16, 4, 6), 'maps.onnx')
    const features = await tokens.features(image)
    expect(features).toMatchObject({ width: 4, height: 4, dims: 6 })
    expect(features.data).toHaveLength(96)
    expect(await maps.features(image)).toEqual(features)
    await tokens.dispose()
    await maps.dispose()
  })

  it('is asked for 128x128 where its file leaves the size open', async () => {
    const backbone = await loadBackbone(engine, openBackbone(2), 'open.onnx')
    expect(await backbone.features(drawImage(16, 16, 1))).toMatchObject({ width: 126, height: 126, dims: 2 })
    await backbone.dispose()
  })

  it('is asked for another size where its file is wrong to leave it open', async () => {
    // Says any size, and fits 224x224 only.
    const x = input('image', [1, 3, 'H', 'W'])
    const trained = toOnnx({ maps: reshape(x, [1, 3, 224, 224]) })
    const backbone = await loadBackbone(engine, trained, 'trained.onnx')
    expect(await backbone.features(drawImage(16, 16, 3))).toMatchObject({ width: 224, height: 224, dims: 3 })
    await backbone.dispose()
  })

  it('is refused where it takes or gives something else, saying what', async () => {
    const x = input('x', [1, 3, 8, 8])
    const refused = (bytes: Uint8Array) => expect(loadBackbone(engine, bytes, 'net.onnx')).rejects
    await refused(toOnnx({ y: add(input('a', [2]), input('b', [2])) })).toMatchObject({
      code: 'Unreadable',
      message: 'net.onnx is not a backbone: it takes float32 [2] and float32 [2].',
    })
    await refused(toOnnx({ y: reshape(x, [1, 24, 8]) })).toMatchObject({
      message: 'net.onnx is not a backbone: it gives [1, 24, 8], which is not a square of patches.',
    })
    await refused(toOnnx({ y: reshape(x, [1, 192]) })).toMatchObject({
      message: 'net.onnx is not a backbone: it gives [1, 192], which is not a square of patches.',
    })
  })
})

describe('colour for networks of photographs', () => {
  it('is the image in [0, 1], less the mean, over the deviation, to 1e-6', () => {
    const image = { width: 2, height: 1, channels: 3, data: Float32Array.of(-1, 1, 0, 0.5, 1, -1) }
    const planes = rgbPlanes(image, image)
    expect([...planes]).toEqual([0, 1, 0.5, 0.75, 1, 0])
    const expected = [-2.117904, 2.2489083, 0.1964286, 1.3125, 2.64, -1.8044444]
    for (const [i, value] of normaliseRgb(planes).entries()) expect(Math.abs(value - expected[i]!)).toBeLessThan(1e-6)
  })

  it('of a grey image is the same three times, and of other channels their mean', () => {
    const grey = { width: 1, height: 1, channels: 1, data: Float32Array.of(0.5) }
    expect([...rgbPlanes(grey, grey)]).toEqual([0.75, 0.75, 0.75])
    const two = { width: 1, height: 1, channels: 2, data: Float32Array.of(0.5, -0.5) }
    expect([...rgbPlanes(two, two)]).toEqual([0.5, 0.5, 0.5])
  })
})
