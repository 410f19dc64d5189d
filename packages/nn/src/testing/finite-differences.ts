/** Checks the gradients of a graph against differences of its values. */
import { createRandom } from '@cuts/core'
import { asFloats, type Engine, floats, type Tensor } from '../engine.ts'
import { constant, gradients, input, mul, type Node, reduceSum } from '../graph/index.ts'
import { toOnnx } from '../onnx/to-onnx.ts'

export interface Argument {
  readonly shape: readonly number[]
  readonly values: Float32Array
}

/** Uniform values in [low, high), a function of the name alone. */
export function uniform(name: string, shape: readonly number[], low = -1, high = 1): Argument {
  const random = createRandom(7).fork(name)
  const size = shape.reduce((a, b) => a * b, 1)
  return { shape, values: Float32Array.from({ length: size }, () => low + (high - low) * random.uniform()) }
}

/** Step of the differences; functions with kinks must keep their arguments two steps away from them. */
export const differenceStep = 2 ** -5

/**
 * Largest difference between gradient and five-point difference quotient over all elements of all arguments, relative
 * to the largest quotient of that argument. The scalar differentiated is the sum of the output under fixed random
 * weights.
 */
export async function gradientError(
  engine: Engine,
  args: { readonly [name: string]: Argument },
  build: (nodes: { readonly [name: string]: Node }) => Node,
): Promise<number> {
  const names = Object.keys(args)
  const nodes = Object.fromEntries(names.map(name => [name, input(name, args[name]!.shape)]))
  const output = build(nodes)
  const weights = uniform('output weights', output.shape as number[])
  const axes = output.shape.map((_, axis) => axis)
  const weighted = mul(output, constant(weights.values, weights.shape))
  const loss = axes.length === 0 ? weighted : reduceSum(weighted, axes)
  const slopes = gradients(
    loss,
    names.map(name => nodes[name]!),
  )
  const value = await engine.load(toOnnx({ output }))
  const model = await engine.load(toOnnx(Object.fromEntries(names.map((name, i) => [`d_${name}`, slopes[i]!]))))
  const feeds: { [name: string]: Tensor } = Object.fromEntries(
    names.map(name => [name, floats(args[name]!.values, args[name]!.shape)]),
  )
  const computed = await model.run(feeds)

  let worst = 0
  for (const name of names) {
    const { values, shape } = args[name]!
    const quotients = new Float64Array(values.length)
    for (let i = 0; i < values.length; i++) {
      const at = async (steps: number): Promise<number> => {
        const moved = values.slice()
        moved[i]! += steps * differenceStep
        const outputs = await value.run({ ...feeds, [name]: floats(moved, shape) })
        return asFloats(outputs.output).reduce((sum, x, k) => sum + x * weights.values[k]!, 0)
      }
      const near = (await at(1)) - (await at(-1))
      const wide = (await at(2)) - (await at(-2))
      quotients[i] = (8 * near - wide) / (12 * differenceStep)
    }
    const slope = asFloats(computed[`d_${name}`])
    const scale = quotients.reduce((largest, q) => Math.max(largest, Math.abs(q)), 1e-3)
    for (let i = 0; i < values.length; i++) worst = Math.max(worst, Math.abs(quotients[i]! - slope[i]!) / scale)
  }
  await value.dispose()
  await model.dispose()
  return worst
}
