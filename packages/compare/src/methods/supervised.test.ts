/** The rows that learn from masks: what each image is scored by, and how images are kept aside. */
import { createRandom } from '@cuts/core'
import { dice } from '@cuts/core/metrics'
import { createNodeEngine } from '@cuts/nn/node'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LearningContext, Sample } from '../method.ts'
import { dealFolds } from './folds.ts'
import { supervised } from './supervised.ts'

const side = 16

/** A bright or, where `isOdd`, a dark square; the truth is the square. */
function square(id: string, isOdd: boolean): Sample {
  const isInside = (i: number): boolean => i % side >= 5 && i % side < 11 && i >= 5 * side && i < 11 * side
  const pixels = Float32Array.from({ length: side * side }, (_, i) => (isInside(i) === isOdd ? 40 : 200) + (i % 7))
  return {
    id,
    image: { width: side, height: side, channels: 1, sampleType: 'uint8', pixels },
    truth: { width: side, height: side, data: Uint8Array.from(pixels, (_, i) => (isInside(i) ? 1 : 0)) },
  }
}

describe('a supervised method', async () => {
  const engine = await createNodeEngine({ threads: 1 })
  const told: number[] = []
  const context: LearningContext = {
    seed: 1,
    random: createRandom(1),
    engine,
    weights: () => Promise.reject(new Error('no weights here')),
    signal: new AbortController().signal,
    onProgress: (done, total) => told.push(done / total),
    folder: '',
    images: '',
    files: [],
  }
  const method = supervised('toy', 'Toy', {
    unet: { widths: [3], kernel: 3, halving: true },
    side,
    batch: 1,
    steps: 60,
    learningRate: 0.03,
    decay: 0,
  })

  /** Dice of the held-out row on each sample. */
  async function heldOut(samples: readonly Sample[], learnt: Uint8Array): Promise<number[]> {
    const segment = await method.open(context, learnt)
    const scores: number[] = []
    for (const sample of samples) {
      const predictions = await segment(sample)
      expect(Object.keys(predictions)).toEqual(['toy', 'toy-heldout'])
      const prediction = predictions['toy-heldout']!
      scores.push(prediction.kind === 'mask' ? dice(prediction.mask.data, sample.truth.data) : Number.NaN)
    }
    return scores
  }

  it('has not seen the images of the held-out row, and learns the same twice', async () => {
    const alike = ['a', 'b', 'c'].map(id => square(id, false))
    for (const score of await heldOut(alike, await method.learn!(alike, context))) expect(score).toBeGreaterThan(0.8)
    expect(told).toHaveLength(180)
    expect(told.at(-1)).toBe(1)
    // Only a network that has not seen the one image that contradicts the others gets it wrong.
    const samples = [square('a', false), square('b', false), square('c', true)]
    const learnt = await method.learn!(samples, context)
    expect((await heldOut(samples, learnt))[2]).toBeLessThan(0.3)
    expect(await method.learn!(samples, context)).toEqual(learnt)
  })

  it('says how many images it needs', async () => {
    await expect(method.learn!([square('a', true), square('b', true)], context)).rejects.toMatchObject({
      code: 'NothingToDo',
      message: 'Toy needs at least 3 images with masks. Got 2.',
    })
  })
})

describe('dealFolds', () => {
  it('deals evenly, and slices of one patient together', () => {
    fc.assert(
      fc.property(fc.integer({ min: 12, max: 40 }), fc.integer({ min: 1, max: 4 }), (patients, slices) => {
        const ids = Array.from({ length: patients * slices }, (_, i) => `case_${Math.floor(i / slices)}_${i % slices}`)
        const folds = dealFolds(ids, 3, createRandom(2))
        for (const [i, fold] of folds.entries()) expect(fold).toBe(folds[i - (i % slices)])
        const sizes = [0, 1, 2].map(fold => folds.filter(f => f === fold).length)
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(slices)
      }),
    )
  })

  it('deals single images where names would leave too few groups', () => {
    const ids = Array.from({ length: 30 }, (_, i) => `${i % 2 === 0 ? 'benign' : 'malignant'}_${i}`)
    const folds = dealFolds(ids, 3, createRandom(3))
    expect([0, 1, 2].map(fold => folds.filter(f => f === fold).length)).toEqual([10, 10, 10])
  })
})
