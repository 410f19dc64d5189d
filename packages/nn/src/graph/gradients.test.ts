import { isCutsError } from '@cuts/core'
import { describe, expect, it } from 'vitest'
import { createNodeRuntime } from '../node/index.ts'
import { toOnnx } from '../onnx/to-onnx.ts'
import { asFloats, floats } from '../runtime.ts'
import { gradientError, uniform } from '../testing/finite-differences.ts'
import { gradients } from './gradients.ts'
import { apply, input, type Node, named, withGradient } from './node.ts'
import { add, exp, log, matmul, mul, reduceSum, stopGradient, sub, transpose } from './operators.ts'

describe('gradients', async () => {
  const runtime = await createNodeRuntime({ threads: 1 })
  /** Gradient of a scalar function of x = [1, 2]. */
  const at12 = async (build: (x: Node) => Node): Promise<number[]> => {
    const x = input('x', [2])
    const [slope] = gradients(build(x), [x])
    const model = await runtime.load(toOnnx({ slope: slope! }))
    return [...asFloats((await model.run({ x: floats(Float32Array.of(1, 2), [2]) })).slope)]
  }

  it('adds up what reaches a node along several ways', async () => {
    const args = { a: uniform('a', [3, 3]), b: uniform('b', [3, 3]) }
    const error = await gradientError(runtime, args, ({ a, b }) => {
      const product = matmul(a!, b!)
      const shared = exp(add(product, a!))
      return log(add(mul(shared, shared), matmul(shared, transpose(exp(add(product, b!)), [1, 0]))))
    })
    expect(error).toBeLessThan(1e-3)
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
    const model = await runtime.load(toOnnx({ slope: slope! }))
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
