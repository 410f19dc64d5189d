/** U-Net and its wide-kernelled relative: parts against plain loops, the whole against the standard's definitions. */
import { createRandom } from '@cuts/core'
import { describe, expect, it } from 'vitest'
import { asFloats, floats } from '../engine.ts'
import { gradients } from '../graph/gradients.ts'
import { constant, input, type Node } from '../graph/node.ts'
import { createNodeEngine } from '../node/index.ts'
import { toOnnx } from '../onnx/to-onnx.ts'
import { unpack } from '../parameters/lookup.ts'
import { drawWeights, lengthOf } from '../parameters/slots.ts'
import { gradientError, uniform } from '../testing/finite-differences.ts'
import { interpret } from '../testing/interpret.ts'
import { largestError } from '../testing/small-encoder.ts'
import { instanceNorm } from './instance-norm.ts'
import { binaryCrossEntropy, maxPool, type UnetSpec, unetLogits, unetSlots } from './unet.ts'

const specs: readonly UnetSpec[] = [
  { channels: 2, widths: [2, 3], kernel: 3, halving: true },
  { channels: 1, widths: [2, 3], kernel: 5, halving: false },
]

describe('the networks with skips', async () => {
  const engine = await createNodeEngine({ threads: 1 })

  async function compute(node: Node, feeds: { readonly [name: string]: Float32Array }, shape: readonly number[]) {
    const model = await engine.load(toOnnx({ y: node }))
    const outputs = await model.run(
      Object.fromEntries(Object.entries(feeds).map(([name, values]) => [name, floats(values, shape)])),
    )
    await model.dispose()
    return asFloats(outputs.y)
  }

  it('pool the largest of four, exactly', async () => {
    const shape = [2, 3, 4, 6]
    const x = uniform('x', shape).values
    const pooled = await compute(maxPool(input('x', shape)), { x }, shape)
    const expected = []
    for (let plane = 0; plane < 6; plane++)
      for (let row = 0; row < 2; row++)
        for (let column = 0; column < 3; column++)
          expected.push(Math.max(...[0, 1, 6, 7].map(place => x[plane * 24 + 2 * row * 6 + 2 * column + place]!)))
    expect([...pooled]).toEqual(expected)
  })

  it('normalise every channel of every image by itself, to 1e-5, with gradients to 1e-3', async () => {
    const shape = [2, 3, 2, 4]
    const x = uniform('x', shape).values
    const [scale, shift] = [Float32Array.of(1, 0.5, -2), Float32Array.of(0, 1, 0.25)]
    const norm = { scale: constant(scale), shift: constant(shift) }
    const actual = await compute(instanceNorm(input('x', shape), norm), { x }, shape)
    const expected = Float64Array.from(x, (value, i) => {
      const plane = x.subarray(8 * Math.floor(i / 8), 8 * Math.floor(i / 8) + 8)
      const mean = plane.reduce((a, b) => a + b, 0) / 8
      const variance = plane.reduce((sum, v) => sum + (v - mean) ** 2, 0) / 8
      const c = Math.floor(i / 8) % 3
      return ((value - mean) / Math.sqrt(variance + 1e-5)) * scale[c]! + shift[c]!
    })
    expect(largestError(actual, expected)).toBeLessThan(1e-5)
    const args = { x: { shape, values: x }, scale: uniform('scale', [3]), shift: uniform('shift', [3]) }
    const error = await gradientError(engine, args, nodes =>
      instanceNorm(nodes.x!, { scale: nodes.scale!, shift: nodes.shift! }),
    )
    expect(error).toBeLessThan(1e-3)
  })

  it('lose what binary cross-entropy says, to 1e-6, finite at logits of 100', async () => {
    const shape = [1, 1, 2, 3]
    const logits = Float32Array.of(-100, -2, -0.5, 0.5, 3, 100)
    const truths = Float32Array.of(0, 1, 0.25, 1, 0, 0)
    const loss = await compute(
      binaryCrossEntropy(input('logits', shape), input('truths', shape)),
      { logits, truths },
      shape,
    )
    // -t log p - (1 - t) log (1 - p) = log(1 + e^-x) + (1 - t) x
    const expected = logits.reduce((sum, x, i) => {
      const softplus = x > 0 ? Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x)) - x
      return sum + (softplus + (1 - truths[i]!) * x) / 6
    }, 0)
    expect(Math.abs(loss[0]! / expected - 1)).toBeLessThan(1e-6)
  })

  for (const spec of specs) {
    const name = `${spec.kernel}x${spec.kernel} ${spec.halving ? 'with' : 'without'} halving`
    const slots = unetSlots(spec)
    const shape = [1, spec.channels, 4, 6]
    const weights = input('weights', [lengthOf(slots)])
    const logits = unetLogits(input('pixels', shape), spec, unpack(weights, slots))
    const feeds = { pixels: uniform('pixels', shape).values, weights: drawWeights(slots, createRandom(2)) }

    it(`${name} computes what the standard says, to 1e-4`, async () => {
      const model = await engine.load(toOnnx({ logits }))
      const outputs = await model.run({
        pixels: floats(feeds.pixels, shape),
        weights: floats(feeds.weights, [feeds.weights.length]),
      })
      const expected = interpret([logits], feeds).of(logits)
      expect(outputs.logits!.shape).toEqual([1, 1, 4, 6])
      expect(largestError(asFloats(outputs.logits), expected.data)).toBeLessThan(1e-4)
      await model.dispose()
    })

    it(`${name} has gradients that agree with differences along random directions, to 1e-5`, () => {
      const truth = constant(
        Float32Array.from({ length: 24 }, (_, i) => i % 2),
        [1, 1, 4, 6],
      )
      const loss = binaryCrossEntropy(logits, truth)
      const [slope] = gradients(loss, [weights])
      const exact = interpret([slope!], feeds).of(slope!).data
      let compared = 0
      for (let trial = 0; trial < 6; trial++) {
        const random = createRandom(5).fork('direction', trial)
        const direction = Float64Array.from(exact, () => random.normal())
        const at = (step: number) =>
          interpret([loss], { ...feeds, weights: Float64Array.from(feeds.weights, (w, i) => w + step * direction[i]!) })
        const points = [at(-2e-5), at(-1e-5), at(1e-5), at(2e-5)]
        // Across a kink of the ReLU or the maximum there is no derivative to compare with.
        if (new Set(points.map(({ distances }) => distances.map(Math.sign).join())).size > 1) continue
        const [a, b, c, d] = points.map(point => point.of(loss).data[0]!) as [number, number, number, number]
        const quotient = (8 * (c - b) - (d - a)) / 12e-5
        const products = exact.map((s, i) => s * direction[i]!)
        const scale = products.reduce((sum, x) => sum + Math.abs(x), 0)
        expect(Math.abs(products.reduce((x, y) => x + y, 0) - quotient) / scale).toBeLessThan(1e-5)
        compared++
      }
      expect(compared).toBeGreaterThan(1)
    })
  }
})
