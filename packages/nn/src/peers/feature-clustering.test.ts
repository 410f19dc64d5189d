/** Differentiable feature clustering: its loss against a plain loop and differences, and what it makes of a toy image. */
import { createRandom } from '@cuts/core'
import { describe, expect, it } from 'vitest'
import { asFloats, floats } from '../engine.ts'
import { input } from '../graph/node.ts'
import { createNodeEngine } from '../node/index.ts'
import { toOnnx } from '../onnx/to-onnx.ts'
import { unpack } from '../parameters/lookup.ts'
import { drawWeights, lengthOf, view } from '../parameters/slots.ts'
import { gradientError, uniform } from '../testing/finite-differences.ts'
import { drawImage, largestError } from '../testing/small-encoder.ts'
import { argmax } from './argmax.ts'
import { clusterFeatures, clusteringLoss, clusteringScores, clusteringSlots } from './feature-clustering.ts'
import { resample } from './resample.ts'

const options = { labels: 10, iterations: 60, fewestLabels: 3, learningRate: 0.1, momentum: 0.9, longestSide: 256 }

describe('differentiable feature clustering', async () => {
  const engine = await createNodeEngine({ threads: 1 })

  it('scores pixels as a plain network does, to 1e-5', async () => {
    const [side, labels] = [6, 4]
    const slots = clusteringSlots(3, labels)
    const weights = drawWeights(slots, createRandom(3))
    const image = drawImage(side, side, 3)
    const model = await engine.load(
      toOnnx({
        scores: clusteringScores(
          input('pixels', [1, 3, side, side]),
          unpack(input('weights', [lengthOf(slots)]), slots),
        ),
      }),
    )
    const outputs = await model.run({
      pixels: floats(image.data, [1, 3, side, side]),
      weights: floats(weights, [weights.length]),
    })

    let x = Array.from({ length: 3 }, (_, c) => Array.from(image.data.subarray(c * side * side, (c + 1) * side * side)))
    for (const layer of [0, 1, 2]) {
      const kernel = view(slots, weights, `conv${layer}.weight`)
      const bias = view(slots, weights, `conv${layer}.bias`)
      const k = layer === 2 ? 1 : 3
      x = Array.from({ length: labels }, (_, o) => {
        const plane = Array.from({ length: side * side }, (_, i) => {
          let value = bias[o]!
          for (const [c, from] of x.entries())
            for (let dy = 0; dy < k; dy++)
              for (let dx = 0; dx < k; dx++) {
                const [row, column] = [Math.floor(i / side) + dy - (k - 1) / 2, (i % side) + dx - (k - 1) / 2]
                if (row < 0 || column < 0 || row >= side || column >= side) continue
                value += from[row * side + column]! * kernel[((o * x.length + c) * k + dy) * k + dx]!
              }
          return layer === 2 ? value : Math.max(0, value)
        })
        const mean = plane.reduce((a, b) => a + b) / plane.length
        const variance = plane.reduce((sum, value) => sum + (value - mean) ** 2, 0) / plane.length
        return plane.map(value => (value - mean) / Math.sqrt(variance + 1e-5))
      })
    }
    expect(largestError(asFloats(outputs.scores), x.flat())).toBeLessThan(1e-5)
    await model.dispose()
  })

  it('has the loss of its definition, to 1e-6, and gradients that agree with differences, to 1e-3', async () => {
    const [labels, height, width] = [3, 3, 4]
    const shape = [1, labels, height, width]
    // Scores apart from each other by more than the differences are wide: the loss has kinks where two are equal.
    const scores = Float32Array.from({ length: 36 }, (_, i) => ((i * 11) % 36) / 4)
    const model = await engine.load(toOnnx({ loss: clusteringLoss(input('scores', shape)) }))
    const computed = asFloats((await model.run({ scores: floats(scores, shape) })).loss)[0]!
    const at = (k: number, y: number, x: number): number => scores[(k * height + y) * width + x]!
    let [entropy, vertical, horizontal] = [0, 0, 0]
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        const all = [0, 1, 2].map(k => at(k, y, x))
        const top = all.indexOf(Math.max(...all))
        entropy -= Math.log(Math.exp(all[top]!) / all.reduce((sum, s) => sum + Math.exp(s), 0)) / (height * width)
        for (let k = 0; k < labels; k++) {
          if (y > 0) vertical += Math.abs(at(k, y, x) - at(k, y - 1, x)) / (labels * (height - 1) * width)
          if (x > 0) horizontal += Math.abs(at(k, y, x) - at(k, y, x - 1)) / (labels * height * (width - 1))
        }
      }
    expect(Math.abs(computed / (entropy + vertical + horizontal) - 1)).toBeLessThan(1e-6)
    await model.dispose()
    expect(
      await gradientError(engine, { scores: { shape, values: scores } }, nodes => clusteringLoss(nodes.scores!)),
    ).toBeLessThan(1e-3)
  })

  it('parts a dark from a bright half, the same way twice', async () => {
    const side = 24
    const noise = uniform('noise', [side * side], -0.1, 0.1).values
    const isRight = (i: number): boolean => i % side >= side / 2
    const image = {
      width: side,
      height: side,
      channels: 1,
      data: noise.map((value, i) => value + (isRight(i) ? 0.6 : -0.6)),
    }
    const inner = [...noise.keys()].filter(i => Math.abs((i % side) - side / 2 + 0.5) > 3 && i % side > 1)
    /** The most common label of a half, and its share there. */
    const common = (labels: Int32Array, right: boolean): { label: number; share: number } => {
      const half = inner.filter(i => isRight(i) === right).map(i => labels[i]!)
      const count = (label: number): number => half.filter(other => other === label).length
      const label = half.reduce((a, b) => (count(b) > count(a) ? b : a))
      return { label, share: count(label) / half.length }
    }
    const labels = await clusterFeatures(engine, image, createRandom(1), options)
    const [left, right] = [common(labels, false), common(labels, true)]
    expect(left.label).not.toBe(right.label)
    expect(Math.min(left.share, right.share)).toBeGreaterThan(0.7)
    const untrained = await clusterFeatures(engine, image, createRandom(1), { ...options, iterations: 1 })
    expect(common(untrained, false).share).toBeLessThan(left.share)
    expect(common(untrained, true).share).toBeLessThan(right.share)
    expect(await clusterFeatures(engine, image, createRandom(1), options)).toEqual(labels)
  })

  it('of a large image reads a small one, and labels every pixel', async () => {
    const image = drawImage(40, 30, 1)
    const labels = await clusterFeatures(engine, image, createRandom(1), { ...options, longestSide: 20 })
    expect(labels).toHaveLength(1200)
    const half = { ...image, width: 20, height: 15, data: resample(image.data, image, { width: 20, height: 15 }) }
    const small = await clusterFeatures(engine, half, createRandom(1), options)
    const agree = labels.reduce((sum, label, i) => {
      const [x, y] = [Math.floor((i % 40) / 2), Math.floor(i / 80)]
      return sum + Number(label === small[y * 20 + x])
    }, 0)
    expect(agree / 1200).toBeGreaterThan(0.7)
  })

  it('stops as soon as few labels are left', async () => {
    const image = drawImage(16, 16, 3)
    const first = await clusterFeatures(engine, image, createRandom(2), { ...options, iterations: 1 })
    expect(new Set(first).size).toBeGreaterThan(3)
    expect(await clusterFeatures(engine, image, createRandom(2), { ...options, fewestLabels: 10 })).toEqual(first)
    const long = await clusterFeatures(engine, image, createRandom(2), { ...options, iterations: 400 })
    expect(new Set(long).size).toBeLessThanOrEqual(3)
  })
})

describe('argmax', () => {
  it('takes the first of equally high scores', () => {
    expect([...argmax(Float32Array.of(1, 2, 3, 1, 5, 3, 0, 5, 4), 3)]).toEqual([0, 1, 2])
  })
})
