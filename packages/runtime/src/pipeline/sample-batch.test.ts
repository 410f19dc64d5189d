import { createRandom, type Random } from '@cuts/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Dataset } from '../dataset/dataset.ts'
import { resolveSettings } from '../presets/presets.ts'
import { sampleItems, splitImages } from './sample-batch.ts'

/** Images that hold their own number everywhere, of different sizes. */
function numbered(count: number): Dataset {
  const images = Array.from({ length: count }, (_, i) => ({
    id: `${i}`,
    path: `${i}.png`,
    width: 8 + i,
    height: 8,
    channels: 1,
  }))
  return {
    images,
    volumes: new Map(),
    channels: 1,
    load: async index => {
      const { width, height } = images[index]!
      const data = new Float32Array(width * height).fill(index / count)
      const input = { width, height, channels: 1, data }
      return { image: { ...input, pixels: data, sampleType: 'float32' }, input, notices: [] }
    },
  }
}

function settingsOf(batchImages: number) {
  return resolveSettings('default', { training: { batchImages, samplesPerImage: 5 } })
}

async function imagesOf(count: number, batchImages: number, steps: number, random: Random): Promise<number[][]> {
  const dataset = numbered(count)
  const all = Array.from({ length: count }, (_, i) => i)
  const drawn: number[][] = []
  for (let step = 0; step < steps; step++) {
    const items = await sampleItems(dataset, all, step, settingsOf(batchImages), random)
    drawn.push(items.map(({ image }) => image.width - 8))
  }
  return drawn
}

describe('splitImages', () => {
  it('differs from seed to seed and repeats for the same one', () => {
    const split = (seed: number) => splitImages(30, 0.3, createRandom(seed))
    expect(split(1)).toEqual(split(1))
    expect(split(1)).not.toEqual(split(2))
    expect(split(1).validation).toHaveLength(9)
    expect(split(1).train).toHaveLength(21)
  })

  it('holds out every image equally often', () => {
    const counts = new Int32Array(10)
    const random = createRandom(3)
    for (let run = 0; run < 2000; run++)
      for (const image of splitImages(10, 0.3, random.fork('run', run)).validation) counts[image]!++
    // Each count is binomial, 2000 draws of 0.3: five standard deviations are 102.
    for (const count of counts) expect(Math.abs(count - 600)).toBeLessThan(102)
  })
})

describe('sampleItems', () => {
  it('shows every image once an epoch, whatever the batch size, also where a batch is larger than the set', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 1, max: 9 }),
        fc.nat(),
        async (count, batchImages, seed) => {
          // As many steps as images make `batchImages` whole epochs.
          const drawn = (await imagesOf(count, batchImages, count, createRandom(seed))).flat()
          expect(drawn).toHaveLength(count * batchImages)
          for (let epoch = 0; epoch < batchImages; epoch++) {
            const seen = drawn.slice(epoch * count, (epoch + 1) * count)
            expect(seen.toSorted((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i))
          }
        },
      ),
      { numRuns: 25 },
    )
  })

  it('changes the order from epoch to epoch', async () => {
    const epochs = await imagesOf(6, 6, 8, createRandom(2))
    expect(new Set(epochs.map(String)).size).toBeGreaterThan(6)
  })

  it('is a function of the step and the seed, not of the steps drawn before', async () => {
    const dataset = numbered(4)
    const draw = (step: number, random: Random) => sampleItems(dataset, [0, 1, 2, 3], step, settingsOf(3), random)
    const used = createRandom(1)
    for (let step = 0; step < 5; step++) await draw(step, used)
    expect(await draw(5, used)).toEqual(await draw(5, createRandom(1)))
    expect(await draw(5, createRandom(2))).not.toEqual(await draw(5, createRandom(1)))
  })

  it('draws fresh anchors each time an image comes by', async () => {
    const dataset = numbered(1)
    const seen = new Set<string>()
    for (let step = 0; step < 10; step++)
      for (const { pairs } of await sampleItems(dataset, [0], step, settingsOf(2), createRandom(1))) {
        expect(pairs.anchors).toHaveLength(10)
        seen.add(String(pairs.anchors))
      }
    expect(seen.size).toBe(20)
  })

  it('draws from the images given only', async () => {
    const items = await sampleItems(numbered(9), [4, 7], 3, settingsOf(6), createRandom(1))
    expect(new Set(items.map(({ image }) => image.width - 8))).toEqual(new Set([4, 7]))
  })
})
