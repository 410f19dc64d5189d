import { createRandom } from '@cuts/core'
import { describe, expect, it } from 'vitest'
import { asFloats, floats } from '../engine.ts'
import { constant, input } from '../graph/index.ts'
import { createNodeEngine } from '../node/index.ts'
import { toOnnx } from '../onnx/to-onnx.ts'
import { largestError } from '../testing/small-encoder.ts'
import { adamw, biasCorrections } from './adamw.ts'

describe('AdamW', async () => {
  const size = 5
  const decay = Float32Array.of(0, 0, 0.1, 0.1, 0.1)
  const engine = await createNodeEngine({ threads: 1 })
  const next = adamw(
    {
      parameters: input('parameters', [size]),
      firstMoment: input('first', [size]),
      secondMoment: input('second', [size]),
    },
    {
      gradient: input('gradient', [size]),
      learningRate: input('learningRate', []),
      correction1: input('correction1', []),
      correction2: input('correction2', []),
      decay: constant(decay),
    },
  )
  const model = await engine.load(
    toOnnx({ nextParameters: next.parameters, nextFirst: next.firstMoment, nextSecond: next.secondMoment }),
  )

  it('follows its definition over many steps, to 1e-5', async () => {
    const random = createRandom(6)
    let state: { readonly [name in 'parameters' | 'first' | 'second']: Float32Array } = {
      parameters: Float32Array.of(1, -2, 3, -0.5, 0),
      first: new Float32Array(size),
      second: new Float32Array(size),
    }
    const theta = Float64Array.from(state.parameters)
    const m = new Float64Array(size)
    const v = new Float64Array(size)
    const rate = 0.01
    for (let step = 1; step <= 50; step++) {
      // The last element has a tiny gradient: its step is as long as the others', which is what Adam is about.
      const gradient = Float32Array.from({ length: size }, (_, i) => random.normal() * (i === 4 ? 1e-4 : 1))
      const outputs = await model.run({
        ...Object.fromEntries(Object.entries(state).map(([name, data]) => [name, floats(data, [size])])),
        gradient: floats(gradient, [size]),
        learningRate: floats(Float32Array.of(rate), []),
        correction1: floats(Float32Array.of(biasCorrections(step).correction1), []),
        correction2: floats(Float32Array.of(biasCorrections(step).correction2), []),
      })
      state = {
        parameters: asFloats(outputs.nextParameters),
        first: asFloats(outputs.nextFirst),
        second: asFloats(outputs.nextSecond),
      }
      for (let i = 0; i < size; i++) {
        theta[i]! -= rate * decay[i]! * theta[i]!
        m[i] = 0.9 * m[i]! + 0.1 * gradient[i]!
        v[i] = 0.999 * v[i]! + 0.001 * gradient[i]! ** 2
        theta[i]! -= (rate * (m[i]! / (1 - 0.9 ** step))) / (Math.sqrt(v[i]! / (1 - 0.999 ** step)) + 1e-8)
      }
    }
    expect(largestError(state.parameters, theta)).toBeLessThan(1e-5)
    expect(largestError(state.first, m)).toBeLessThan(1e-5)
    expect(largestError(state.second, v)).toBeLessThan(1e-5)
  })
})
