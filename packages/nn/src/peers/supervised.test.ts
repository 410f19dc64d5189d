/** A U-Net learns discs from a few images of several sizes, the same way twice, and masks images of their own size. */
import { createRandom } from '@cuts/core'
import { dice } from '@cuts/core/metrics'
import { describe, expect, it } from 'vitest'
import { createNodeEngine } from '../node/index.ts'
import { uniform } from '../testing/finite-differences.ts'
import { loadUnet, type SupervisedOptions, type TruthItem, trainUnet } from './supervised.ts'

const options: SupervisedOptions = {
  unet: { widths: [4, 8], kernel: 3, halving: true },
  side: 16,
  batch: 2,
  steps: 60,
  learningRate: 0.01,
  decay: 0.01,
}

/** A bright disc on a dark ground, under noise. */
function disc(width: number, height: number, seed: number): TruthItem {
  const [x, y] = [width * (0.35 + 0.1 * seed), height * (0.65 - 0.1 * seed)]
  const isInside = (i: number): boolean =>
    Math.hypot((i % width) + 0.5 - x, Math.floor(i / width) + 0.5 - y) < 0.25 * Math.min(width, height)
  const noise = uniform(`noise ${seed}`, [width * height], -0.3, 0.3).values
  return {
    image: { width, height, channels: 1, data: noise.map((value, i) => value + (isInside(i) ? 0.5 : -0.5)) },
    truth: { width, height, data: Uint8Array.from({ length: width * height }, (_, i) => (isInside(i) ? 1 : 0)) },
  }
}

describe('a U-Net under supervision', async () => {
  const engine = await createNodeEngine({ threads: 1 })
  const items = [disc(16, 16, 0), disc(20, 14, 1), disc(24, 24, 2)]

  it('learns, the same way twice', async () => {
    const losses: number[] = []
    const weights = await trainUnet(engine, items, createRandom(1), options, {
      onStep: (_, loss) => losses.push(loss),
    })
    expect(losses).toHaveLength(60)
    const mean = (part: readonly number[]): number => part.reduce((a, b) => a + b) / part.length
    expect(mean(losses.slice(-6))).toBeLessThan(0.5 * mean(losses.slice(0, 6)))
    expect(await trainUnet(engine, items, createRandom(1), options)).toEqual(weights)

    const unseen = disc(30, 26, 3)
    const masker = await loadUnet(engine, 1, options)
    for (const { image, truth } of [...items, unseen]) {
      const mask = await masker.mask(image, weights)
      expect([mask.width, mask.height]).toEqual([image.width, image.height])
      expect(dice(mask.data, truth.data)).toBeGreaterThan(0.8)
    }
    await masker.dispose()
  })

  it('sees every image once before any again', async () => {
    // With one image a step and no learning, each loss tells which image it was.
    const still = { ...options, batch: 1, learningRate: 0, decay: 0, steps: 6 }
    const losses: number[] = []
    await trainUnet(engine, items, createRandom(1), still, { onStep: (_, loss) => losses.push(loss) })
    expect(new Set(losses.slice(0, 3)).size).toBe(3)
    expect(new Set(losses.slice(3))).toEqual(new Set(losses.slice(0, 3)))
  })

  it('stops when told to', async () => {
    const stop = new AbortController()
    const training = trainUnet(engine, items, createRandom(1), options, {
      signal: stop.signal,
      onStep: done => done === 3 && stop.abort(new Error('enough')),
    })
    await expect(training).rejects.toThrow('enough')
  })
})
