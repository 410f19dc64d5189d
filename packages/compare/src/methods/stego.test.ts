/** STEGO from the user's file to label maps, with a backbone of a few random weights. */
import { createRandom, labelHint } from '@cuts/core'
import { constant, conv2d, input, spaceToDepth, tanh, toOnnx } from '@cuts/nn/graph'
import { createNodeEngine } from '@cuts/nn/node'
import { expect, it } from 'vitest'
import type { LearningContext, Sample } from '../method.ts'
import { stego } from './stego.ts'

const side = 32

/** A bright disc at another place in each image. */
function disc(id: string, x: number, y: number): Sample {
  const isInside = (i: number): boolean => Math.hypot((i % side) - x, Math.floor(i / side) - y) < 9
  const area = side * side
  return {
    id,
    image: {
      width: side,
      height: side,
      channels: 1,
      sampleType: 'uint8',
      pixels: Float32Array.from({ length: area }, (_, i) => (isInside(i) ? 200 : 60) + ((i * 37) % 11)),
    },
    truth: { width: side, height: side, data: Uint8Array.from({ length: area }, (_, i) => Number(isInside(i))) },
  }
}

it('learns from images without masks, and labels them', async () => {
  const random = createRandom(9)
  const kernel = Float32Array.from({ length: 8 * 12 }, () => random.uniform() - 0.5)
  const patches = spaceToDepth(input('image', [1, 3, side, side]), 2)
  const backbone = toOnnx({ maps: tanh(conv2d(patches, constant(kernel, [8, 12, 1, 1]))) })
  const told: number[] = []
  const context: LearningContext = {
    seed: 1,
    random: createRandom(1),
    engine: await createNodeEngine({ threads: 1 }),
    weights: async name => {
      expect(name).toBe('dino')
      return backbone
    },
    signal: new AbortController().signal,
    onProgress: (done, total) => told.push(done / total),
    folder: '',
    images: '',
    files: [],
  }
  const samples = [disc('a', 10, 10), disc('b', 20, 14), disc('c', 14, 22)]
  const learnt = await stego.learn!(samples, context)
  expect(told.at(-1)).toBe(1)
  const segment = await stego.open(context, learnt)
  for (const sample of samples) {
    const prediction = (await segment(sample)).stego
    if (prediction?.kind !== 'labels') throw new Error('no label map')
    expect(Math.max(...prediction.map.labels)).toBeLessThan(10)
    // The label most frequent in the disc lies in it by more than four fifths.
    const hinted = labelHint(prediction.map, sample.truth).mask
    const inside = hinted.data.filter((value, i) => value === 1 && sample.truth.data[i] === 1).length
    expect(inside / hinted.data.filter(value => value === 1).length).toBeGreaterThan(0.8)
  }
})
