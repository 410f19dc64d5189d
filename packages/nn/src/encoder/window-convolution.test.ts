import { describe, expect, it } from 'vitest'
import { asFloats, floats } from '../engine.ts'
import { conv2d, gradients, input, mul, type Node, reduceSum, reshape, transpose } from '../graph/index.ts'
import { createNodeEngine } from '../node/index.ts'
import { toOnnx } from '../onnx/to-onnx.ts'
import { type Argument, gradientError, uniform } from '../testing/finite-differences.ts'
import { largestError } from '../testing/small-encoder.ts'
import { windowConv2d } from './window-convolution.ts'

// Six windows of 7 x 8 in 3 channels, windows innermost; an output of 3 x 4 in 4 channels.
const args = {
  x: uniform('x', [1, 3, 7, 8 * 6]),
  w: uniform('w', [4, 3, 5, 5]),
  bias: uniform('bias', [4]),
  weighting: uniform('weighting', [1, 4, 3, 4 * 6]),
}

describe('convolution of windows side by side', async () => {
  const engine = await createNodeEngine({ threads: 1 })
  const [x, w, bias, weighting] = Object.entries(args).map(([name, { shape }]) => input(name, shape)) as [
    Node,
    Node,
    Node,
    Node,
  ]
  const run = async (
    outputs: { readonly [name: string]: Node },
    values: { readonly [name: string]: Argument } = args,
  ): Promise<{ [name: string]: Float32Array }> => {
    const model = await engine.load(toOnnx(outputs))
    const feeds = Object.entries(values).map(([name, { values, shape }]) => [name, floats(values, shape)])
    const results = await model.run(Object.fromEntries(feeds))
    return Object.fromEntries(Object.entries(results).map(([name, tensor]) => [name, asFloats(tensor)]))
  }
  const results = (output: Node): { readonly [name: string]: Node } => {
    const loss = reduceSum(mul(output, weighting), [0, 1, 2, 3])
    const [dx, dw, dBias] = gradients(loss, [x, w, bias]) as [Node, Node, Node]
    return { output, dx, dw, dBias, loss }
  }

  it('is the convolution of each window, in values and gradients, to 1e-5', async () => {
    const apart = transpose(reshape(x, [3, 7, 8, 6]), [3, 0, 1, 2])
    const together = (node: Node): Node => reshape(transpose(node, [1, 2, 3, 0]), [1, 4, 3, 4 * 6])
    const sideBySide = await run(results(windowConv2d(x, w, bias, { windows: 6, inputGradient: true })))
    const oneByOne = await run(results(together(conv2d(apart, w, bias))))
    for (const [name, values] of Object.entries(oneByOne))
      expect(largestError(sideBySide[name]!, values), name).toBeLessThan(1e-5)
  })

  it('has the gradients of its differences to 1e-4', async () => {
    const small: { [name: string]: Argument } = {
      x: uniform('x', [1, 2, 4, 5 * 2]),
      w: uniform('w', [2, 2, 3, 3]),
      bias: uniform('bias', [2]),
    }
    const error = await gradientError(engine, small, nodes =>
      windowConv2d(nodes.x!, nodes.w!, nodes.bias!, { windows: 2, inputGradient: true }),
    )
    expect(error).toBeLessThan(1e-4)
  })

  const { block } = engine
  it.skipIf(block === undefined)(
    `by the processor's blocked kernels is the same to 1e-5 (skipped where the processor has none)`,
    async () => {
      const [n, c, o] = [2 * block!, block!, 2 * block!]
      const wide = {
        x: uniform('x', [1, c, 7, 8 * n]),
        w: uniform('w', [o, c, 5, 5]),
        bias: uniform('bias', [o]),
        weighting: uniform('weighting', [1, o, 3, 4 * n]),
      }
      for (const inputGradient of [true, false]) {
        const options = { windows: n, inputGradient }
        const by = async (part: number | undefined): Promise<{ [name: string]: Float32Array }> => {
          const [x, w, bias, weighting] = Object.entries(wide).map(([name, { shape }]) => input(name, shape))
          const y = windowConv2d(x!, w!, bias!, { ...options, block: part })
          const [dx, dw] = gradients(reduceSum(mul(y, weighting!), [0, 1, 2, 3]), [x!, w!])
          return run({ y, dw: dw!, ...(inputGradient ? { dx: dx! } : {}) }, wide)
        }
        const plain = await by(undefined)
        const blocked = await by(block)
        for (const [name, expected] of Object.entries(plain))
          expect(largestError(blocked[name]!, expected), name).toBeLessThan(1e-5)
      }
    },
  )

  it('leaves out the gradient of the windows on demand, and nothing else', async () => {
    const whole = await run(results(windowConv2d(x, w, bias, { windows: 6, inputGradient: true })))
    const part = await run(results(windowConv2d(x, w, bias, { windows: 6, inputGradient: false })))
    expect(part.dw).toEqual(whole.dw)
    expect(part.dBias).toEqual(whole.dBias)
    expect(part.dx!.every(value => value === 0)).toBe(true)
  })

  it('refuses weights of other channels, naming both', () => {
    expect(() => windowConv2d(x, input('kernel', [4, 2, 5, 5]), bias, { windows: 6, inputGradient: true })).toThrow(
      /windowConv2d needs 2 channels.* \(x \[1, 3, 7, 48\], kernel \[4, 2, 5, 5\]\)/,
    )
  })
})
