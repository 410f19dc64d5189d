import { createRandom, type Embedding, type Planes } from '@cuts/core'
import type { Encoder } from '@cuts/nn'
import { describe, expect, it } from 'vitest'
import { resolveSettings } from '../presets/presets.ts'
import { embedFeatures, featuresOf, samplePieces, spacesOf } from './features.ts'

const dims = 128

/** An embedding that depends on the pixel alone, so that it is known of every piece. */
function pointwise({ width, height, data }: Planes): Embedding {
  const pixels = width * height
  const embedding = new Float32Array(dims * pixels)
  for (let d = 0; d < dims; d++)
    for (let i = 0; i < pixels; i++)
      embedding[d * pixels + i] = Math.sin(d + 3 * data[i]!) + 0.1 * d * data[pixels + i]!
  return { width, height, dims, data: embedding }
}

const encoder: Encoder = {
  channels: 2,
  dims,
  radius: 8,
  metadata: {},
  embed: async image => pointwise(image),
  embedTiles: async (image, onTile) => {
    const { width, height } = image
    const half = Math.ceil(height / 2)
    const pixels = width * height
    for (const [top, bottom] of [
      [0, half],
      [half, height],
    ] as const) {
      const rows = (plane: number): Float32Array =>
        image.data.subarray(plane * pixels + top * width, plane * pixels + bottom * width)
      const data = Float32Array.from([...rows(0), ...rows(1)])
      const tile = { x: 0, y: top, left: 0, top, right: width, bottom, width, height: bottom - top }
      await onTile(tile, pointwise({ width, height: bottom - top, channels: 2, data }))
    }
  },
  dispose: async () => {},
}

function input(width: number, height: number): Planes {
  const random = createRandom(3)
  return { width, height, channels: 2, data: Float32Array.from({ length: 2 * width * height }, () => random.uniform()) }
}

describe('features of an image embedded tile by tile', () => {
  // All components kept: any basis then tells the same distances.
  const settings = resolveSettings('default', { features: { components: dims, normalise: true } })

  it.each([
    [70, 90],
    [12, 300],
  ])('tell the distances that those of the whole embedding tell (%i x %i)', async (width, height) => {
    const image = input(width, height)
    const { features } = await embedFeatures(encoder, image, settings, { whole: 0 })
    const whole = featuresOf(pointwise(image), { ...image, dims: 2 }, settings).features
    expect(features.dims).toBe(dims + 2)
    expect(whole.dims).toBe(dims + 2)
    const distance = (data: Float32Array, a: number, b: number): number => {
      let sum = 0
      for (let d = 0; d < dims; d++) sum += (data[a * (dims + 2) + d]! - data[b * (dims + 2) + d]!) ** 2
      return sum
    }
    for (let i = 1; i < width * height; i += 97)
      expect(distance(features.data, i, i - 1)).toBeCloseTo(distance(whole.data, i, i - 1), 5)
    // The values are scaled by one factor, known from a sample.
    const factor = features.data[dims]! / whole.data[dims]!
    expect(Math.abs(factor - 1)).toBeLessThan(0.1)
    for (let i = 0; i < width * height; i += 97)
      expect(features.data[i * (dims + 2) + dims]! / whole.data[i * (dims + 2) + dims]! / factor).toBeCloseTo(1, 4)
  })

  it('lie in the space that several images share', async () => {
    const images = [input(20, 20), input(24, 16)]
    const samples = (await Promise.all(images.map(image => samplePieces(encoder, image, 4)))).flat()
    const spaces = spacesOf(samples, settings)
    for (const image of images) {
      const { features } = await embedFeatures(encoder, image, settings, { spaces })
      const tiled = await embedFeatures(encoder, image, settings, { spaces, whole: 0 })
      expect(tiled.features).toEqual(features)
    }
  })

  it('are two sets where k-means wants them not normalised, else one', async () => {
    const image = input(20, 20)
    const one = await embedFeatures(encoder, image, resolveSettings('default'))
    expect(one.kmeansFeatures).toBe(one.features)
    const two = await embedFeatures(encoder, image, resolveSettings('paper'))
    expect(two.kmeansFeatures).not.toBe(two.features)
    expect(two.kmeansFeatures.dims).toBe(resolveSettings('paper').features.components)
  })
})
