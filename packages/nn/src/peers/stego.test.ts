/** STEGO: its loss against plain loops and differences, its head, and a toy set that it learns to part. */
import { createRandom, type Planes } from '@cuts/core'
import { describe, expect, it } from 'vitest'
import { asFloats, floats } from '../engine.ts'
import { constant, input } from '../graph/node.ts'
import { createNodeEngine } from '../node/index.ts'
import { toOnnx } from '../onnx/to-onnx.ts'
import { unpack } from '../parameters/lookup.ts'
import { drawWeights, lengthOf, view } from '../parameters/slots.ts'
import { tokenBackbone } from '../testing/backbones.ts'
import { gradientError, uniform } from '../testing/finite-differences.ts'
import { largestError } from '../testing/small-encoder.ts'
import { loadBackbone, type PatchFeatures } from './backbone.ts'
import { correspondenceLoss } from './correspondence.ts'
import { headCodes, headSlots, loadStego, nearestImages, type StegoOptions, trainStego } from './stego.ts'

const options: StegoOptions = {
  dims: 6,
  clusters: 2,
  steps: 60,
  batch: 3,
  patches: 12,
  neighbours: 2,
  learningRate: 3e-3,
  self: { weight: 0.67, shift: 0.18 },
  similar: { weight: 0.25, shift: 0.12 },
  other: { weight: 0.63, shift: 0.46 },
}

describe('the correspondence loss', async () => {
  const engine = await createNodeEngine({ threads: 1 })
  const [n, s, d, k] = [2, 3, 4, 2]
  const values = {
    fa: uniform('fa', [n, s, d]).values,
    fb: uniform('fb', [n, s, d]).values,
    ca: uniform('ca', [n, s, k]).values,
    cb: uniform('cb', [n, s, k]).values,
  }

  it('is that of its equations, to 1e-6', async () => {
    const node = (name: keyof typeof values, dims: number) => input(name, [n, s, dims])
    const loss = correspondenceLoss(
      { features: node('fa', d), codes: node('ca', k) },
      { features: node('fb', d), codes: node('cb', k) },
      0.2,
    )
    const model = await engine.load(toOnnx({ loss }))
    const outputs = await model.run({
      fa: floats(values.fa, [n, s, d]),
      fb: floats(values.fb, [n, s, d]),
      ca: floats(values.ca, [n, s, k]),
      cb: floats(values.cb, [n, s, k]),
    })
    const cosine = (x: Float32Array, y: Float32Array, i: number, j: number, dims: number): number => {
      const [a, b] = [x.subarray(i * dims, (i + 1) * dims), y.subarray(j * dims, (j + 1) * dims)]
      const dot = a.reduce((sum, value, at) => sum + value * b[at]!, 0)
      return dot / (Math.hypot(...a) * Math.hypot(...b))
    }
    let expected = 0
    for (let image = 0; image < n; image++)
      for (let i = 0; i < s; i++) {
        const row = [0, 1, 2].map(j => cosine(values.fa, values.fb, image * s + i, image * s + j, d))
        const mean = row.reduce((a, b) => a + b) / s
        for (let j = 0; j < s; j++) {
          const agreement = Math.max(0, cosine(values.ca, values.cb, image * s + i, image * s + j, k))
          expected -= ((row[j]! - mean - 0.2) * agreement) / (n * s * s)
        }
      }
    expect(Math.abs(asFloats(outputs.loss)[0]! - expected)).toBeLessThan(1e-6)
    await model.dispose()
  })

  it('has gradients that agree with differences, to 1e-3, where codes are far from orthogonal', async () => {
    const args = { ca: uniform('ca', [n, s, k], 0.5, 1.5), cb: uniform('cb', [n, s, k], 0.5, 1.5) }
    const error = await gradientError(engine, args, ({ ca, cb }) =>
      correspondenceLoss(
        { features: constant(values.fa, [n, s, d]), codes: ca! },
        { features: constant(values.fb, [n, s, d]), codes: cb! },
        0.2,
      ),
    )
    expect(error).toBeLessThan(1e-3)
  })
})

describe('STEGO', async () => {
  const engine = await createNodeEngine({ threads: 1 })

  it('has a head of two ways, to 1e-5', async () => {
    const slots = headSlots(3, 2)
    const weights = drawWeights(slots, createRandom(1))
    const x = uniform('x', [4, 3]).values
    const codes = headCodes(input('x', [4, 3]), unpack(input('weights', [lengthOf(slots)]), slots))
    const model = await engine.load(toOnnx({ codes }))
    const outputs = await model.run({ x: floats(x, [4, 3]), weights: floats(weights, [weights.length]) })
    const layer = (v: readonly number[], name: string): number[] => {
      const [w, b] = [view(slots, weights, `${name}.weight`), view(slots, weights, `${name}.bias`)]
      return Array.from(b, (bias, o) => v.reduce((sum, value, i) => sum + value * w[o * v.length + i]!, bias))
    }
    const expected = [0, 1, 2, 3].flatMap(row => {
      const v = Array.from(x.subarray(3 * row, 3 * row + 3))
      const hidden = layer(v, 'hidden').map(value => Math.max(0, value))
      const out = layer(hidden, 'out')
      return layer(v, 'linear').map((value, i) => value + out[i]!)
    })
    expect(largestError(asFloats(outputs.codes), expected)).toBeLessThan(1e-5)
    await model.dispose()
  })

  it('knows the most similar images', () => {
    const image = (...data: number[]): PatchFeatures => ({
      width: 1,
      height: 1,
      dims: 2,
      data: Float32Array.from(data),
    })
    expect(nearestImages([image(1, 0), image(1, 0.2), image(0, 1), image(0.1, 1)], 1)).toEqual([[1], [0], [3], [2]])
  })

  it('parts what a backbone parts, in images of any size, the same way twice', async () => {
    // Two kinds of ground, one left of the other, at another place in each image.
    const draw = (width: number, height: number, share: number): Planes & { isLeft: (i: number) => boolean } => {
      const isLeft = (i: number): boolean => (i % width) + 0.5 < share * width
      const noise = uniform(`noise ${share}`, [3, height, width], -0.2, 0.2).values
      const area = width * height
      const data = noise.map(
        (value, i) => value + (isLeft(i % area) ? [0.7, -0.5, 0.1] : [-0.6, 0.4, 0.6])[Math.floor(i / area)]!,
      )
      return { width, height, channels: 3, data, isLeft }
    }
    const images = [draw(32, 32, 0.25), draw(48, 32, 0.5), draw(32, 40, 0.75), draw(32, 32, 0.5)]
    const backbone = await loadBackbone(engine, tokenBackbone(32, 4, 12), 'tiny.onnx')
    const features: PatchFeatures[] = []
    for (const image of images) features.push(await backbone.features(image))
    const losses: number[] = []
    const model = await trainStego(engine, features, createRandom(1), options, {
      onStep: (_, loss) => losses.push(loss),
    })
    const mean = (part: readonly number[]): number => part.reduce((a, b) => a + b) / part.length
    expect(mean(losses.slice(-10))).toBeLessThan(mean(losses.slice(0, 10)))
    expect(await trainStego(engine, features, createRandom(1), options)).toEqual(model)

    const labeler = await loadStego(engine, model, options.dims)
    for (const [n, image] of images.entries()) {
      const labels = await labeler.label(features[n]!, image)
      expect(labels).toHaveLength(image.width * image.height)
      const agree = labels.reduce((sum, label, i) => sum + Number((label === labels[0]) === image.isLeft(i)), 0)
      expect(agree / labels.length).toBeGreaterThan(0.9)
    }
    await labeler.dispose()
    await backbone.dispose()
  })
})
