/**
 * Properties of random small graphs: gradients agree with differences of the value, and the ONNX file computes what the
 * graph says. The interpreter behind both knows nothing of the engine and computes in double precision.
 */
import { createRandom } from '@cuts/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { asFloats, floats } from '../engine.ts'
import { createNodeEngine } from '../node/index.ts'
import { toOnnx } from '../onnx/to-onnx.ts'
import { interpret } from '../testing/interpret.ts'
import { buildGraph, recipes } from '../testing/random-graphs.ts'
import { gradients, topologicalOrder } from './gradients.ts'
import { vjpTable } from './vjp.ts'

const step = 1e-4

describe('random graphs', async () => {
  const engine = await createNodeEngine({ threads: 1 })

  it('have gradients that agree with five-point differences along random directions, to 1e-6', () => {
    const differentiated = new Set<string>()
    fc.assert(
      fc.property(recipes, recipe => {
        const { loss, parameters, feeds } = buildGraph(recipe)
        const slopes = gradients(loss, parameters)
        const exact = interpret([loss, ...slopes], feeds)
        for (const [i, parameter] of parameters.entries()) {
          const slope = exact.of(slopes[i]!).data
          const random = createRandom(3).fork('direction', i)
          const direction = Float64Array.from(slope, () => random.normal())
          const at = (steps: number) => {
            const moved = Float64Array.from(feeds[parameter.label!]!, (x, k) => x + steps * step * direction[k]!)
            return interpret([loss], { ...feeds, [parameter.label!]: moved })
          }
          const [back, near, ahead, far] = [at(-2), at(-1), at(1), at(2)]
          // Across a kink there is no derivative to compare with.
          const piece = (point: typeof back): string => point.distances.map(Math.sign).join()
          if ([near, ahead, far].some(point => piece(point) !== piece(back))) continue
          const value = (point: typeof back): number => point.of(loss).data[0]!
          const quotient = (8 * (value(ahead) - value(near)) - (value(far) - value(back))) / (12 * step)
          const products = slope.map((s, k) => s * direction[k]!)
          const scale = products.reduce((sum, x) => sum + Math.abs(x), 1e-2)
          const error = Math.abs(products.reduce((a, b) => a + b, 0) - quotient) / scale
          expect(error).toBeLessThan(1e-6)
        }
        for (const { op } of topologicalOrder([loss])) differentiated.add(op)
      }),
      { seed: 1, numRuns: 500 },
    )
    expect(Object.keys(vjpTable).filter(op => !differentiated.has(op))).toEqual([])
  })

  it('are computed by the engine as the standard says, values and gradients, to 2e-5', async () => {
    await fc.assert(
      fc.asyncProperty(recipes, async recipe => {
        const { loss, parameters, feeds } = buildGraph(recipe)
        const slopes = gradients(loss, parameters)
        const expected = interpret([loss, ...slopes], feeds)
        // So near to a kink single precision may be on its other side.
        fc.pre(expected.distances.every(distance => distance === 0 || Math.abs(distance) > 1e-4))
        const outputs = Object.fromEntries([loss, ...slopes].map((node, i) => [`output${i}`, node]))
        const model = await engine.load(toOnnx(outputs))
        const tensors = parameters.map(
          ({ label, shape }) => [label, floats(feeds[label!]!, shape as number[])] as const,
        )
        const computed = await model.run(Object.fromEntries(tensors))
        await model.dispose()
        for (const [name, node] of Object.entries(outputs)) {
          const { shape, data } = expected.of(node)
          expect(computed[name]!.shape).toEqual(shape)
          const scale = data.reduce((largest, x) => Math.max(largest, Math.abs(x)), 1e-2)
          for (const [k, x] of asFloats(computed[name]).entries())
            expect(Math.abs(x - data[k]!) / scale).toBeLessThan(2e-5)
        }
      }),
      { seed: 2, numRuns: 150 },
    )
  })
})
