import { isCutsError } from '@cuts/core'
import { describe, expect, it } from 'vitest'
import { asFloats, floats } from '../engine.ts'
import { createNodeEngine } from '../node/index.ts'
import { toOnnx } from '../onnx/to-onnx.ts'
import { gradientError, uniform } from '../testing/finite-differences.ts'
import { largestError } from '../testing/small-encoder.ts'
import { gradients } from './gradients.ts'
import { apply, input, integers, type Node, named, withGradient } from './node.ts'
import {
  add,
  conv2d,
  exp,
  gatherRows,
  log,
  matmul,
  mul,
  reduceMax,
  reduceMean,
  reduceSum,
  reshape,
  slice,
  stopGradient,
  sub,
  transpose,
} from './operators.ts'

describe('gradients', async () => {
  const engine = await createNodeEngine({ threads: 1 })
  /** Gradient of a scalar function of x = [1, 2]. */
  const at12 = async (build: (x: Node) => Node): Promise<number[]> => {
    const x = input('x', [2])
    const [slope] = gradients(build(x), [x])
    const model = await engine.load(toOnnx({ slope: slope! }))
    return [...asFloats((await model.run({ x: floats(Float32Array.of(1, 2), [2]) })).slope)]
  }

  it('adds up what reaches a node along several ways', async () => {
    const args = { a: uniform('a', [3, 3]), b: uniform('b', [3, 3]) }
    const error = await gradientError(engine, args, ({ a, b }) => {
      const product = matmul(a!, b!)
      const shared = exp(add(product, a!))
      return log(add(mul(shared, shared), matmul(shared, transpose(exp(add(product, b!)), [1, 0]))))
    })
    expect(error).toBeLessThan(1e-3)
  })

  it('are the same where sizes are open', async () => {
    // Everything that repeats, sums or rearranges, with two open sizes.
    const slopesFor = async (n: number | string, m: number | string): Promise<number[]> => {
      const x = input('x', [n, m, 2])
      const w = input('w', [2, 3])
      const bias = input('bias', [3])
      const hidden = exp(add(matmul(x, w), bias))
      const centred = sub(hidden, reduceMean(hidden, [0, 1]))
      const rows = gatherRows(transpose(mul(centred, reduceMax(hidden, [1], true)), [1, 0, 2]), integers([1, 0, 1]))
      const loss = add(reduceMean(mul(rows, rows)), reduceSum(slice(reshape(hidden, ['R', 3]), 1, 1, 2)))
      const slopes = gradients(loss, [x, w, bias])
      const model = await engine.load(toOnnx({ x_: slopes[0]!, w_: slopes[1]!, bias_: slopes[2]! }))
      const outputs = await model.run({
        x: floats(uniform('x', [4, 2, 2]).values, [4, 2, 2]),
        w: floats(uniform('w', [2, 3]).values, [2, 3]),
        bias: floats(uniform('bias', [3]).values, [3]),
      })
      return Object.values(outputs).flatMap(value => [...asFloats(value)])
    }
    const [open, fixed] = [await slopesFor('N', 'M'), await slopesFor(4, 2)]
    expect(open).toHaveLength(16 + 6 + 3)
    expect(largestError(open, fixed)).toBeLessThan(1e-6)
  })

  it('does not pass a stopped gradient', async () => {
    expect(await at12(x => reduceSum(mul(x, stopGradient(x)), [0]))).toEqual([1, 2])
    expect(await at12(x => reduceSum(mul(x, x), [0]))).toEqual([2, 4])
  })

  it('uses the rule given with a value instead of the one derived from it', async () => {
    expect(
      await at12(x =>
        reduceSum(
          withGradient(exp(x), [x], g => [mul(g, x)]),
          [0],
        ),
      ),
    ).toEqual([1, 2])
  })

  it('is zero for what the loss does not depend on', async () => {
    const x = input('x', [2])
    const y = input('y', [3])
    const [, slope] = gradients(reduceSum(x, [0]), [x, y])
    const model = await engine.load(toOnnx({ slope: slope! }))
    expect([...asFloats((await model.run({})).slope)]).toEqual([0, 0, 0])
  })

  it('refuses a second input of a name that the loss reads, which would have gradient zero without a word', () => {
    const loss = reduceSum(input('x', [2]))
    expect(() => gradients(loss, [input('x', [2])])).toThrow(/the very node that the loss reads.*\(x \[2\]\)/)
  })

  it("refuses a gradient of another shape than the input's, naming both", () => {
    const x = input('x', [2])
    const value = named(
      'wrong',
      withGradient(exp(x), [x], g => [reduceSum(g)]),
    )
    expect(() => gradients(reduceSum(value), [x])).toThrow(
      'gradients get [] from the rule of wrong [2] for an input (x [2]).',
    )
  })

  it('tells whose gradient cannot be built', () => {
    const w = input('w', [1, 1, 3, 3])
    const map = named('map', conv2d(input('image', [1, 1, 'H', 'W']), w))
    expect(() => gradients(reduceSum(map), [w])).toThrow(
      'gradient of map [1, 1, H-2, W-2]: conv2d needs known sizes. Got [1, 1, H-2, W-2] (Transpose [1, 1, H, W] from image, ',
    )
  })

  it('refuses a loss that is no scalar, and an operator without a rule, by name', () => {
    const x = input('x', [2])
    expect(() => gradients(sub(x, x), [x])).toThrow(/need a scalar loss \(Sub \[2\] from x\)/)
    const failure = attempt(() => gradients(reduceSum(apply('Erf', [x], [2])), [x]))
    expect(isCutsError(failure, 'InvalidArgument')).toBe(true)
    expect(String(failure)).toContain('no rule for Erf')
  })
})

function attempt(action: () => unknown): unknown {
  try {
    return action()
  } catch (error) {
    return error
  }
}
